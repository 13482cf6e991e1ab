export type SmsResult =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  | { readonly outcome: 'failed'; readonly failure: string };

/** The page that a text is about. */
export interface PageRef {
  readonly tenantId: string;
  readonly clientId: string;
  readonly incidentId: string;
  readonly staffId: string;
  /** The pseudonym of the phone, where the person has several. */
  readonly line?: string;
}

/** What a service that can do more than send needs to know about a text. */
export interface TextDetails {
  /** The receipt of the text names this page. */
  readonly page?: PageRef;
  /** The text is not delivered later than this. */
  readonly validSeconds?: number;
}

/** Sends text messages. A refusal is an answer, not an exception: the next person is paged at once. */
export interface SmsSender {
  /** Receipts name the page that a text was about. Without it Vigil stores which message was which page. */
  readonly receiptsNamePages?: true;
  send(phoneNumber: string, text: string, details?: TextDetails): Promise<SmsResult>;
  /** Whether the carrier refuses texts to this number; `undefined` where that cannot be found out soon. */
  optedOut(phoneNumber: string): Promise<boolean | undefined>;
  /** Whether the account may text verified numbers only; `undefined` where that cannot be found out. */
  inSandbox(): Promise<boolean | undefined>;
  /** US dollars a month after which the account sends no more texts; `undefined` where that cannot be found out. */
  monthlyQuotaUsd(): Promise<number | undefined>;
}
