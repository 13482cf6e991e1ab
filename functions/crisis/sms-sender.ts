export type SmsResult =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  | { readonly outcome: 'failed'; readonly failure: string };

/** Sends text messages. A refusal is an answer, not an exception: the next person is paged at once. */
export interface SmsSender {
  send(phoneNumber: string, text: string): Promise<SmsResult>;
  /** Whether the carrier refuses texts to this number; `undefined` where that cannot be found out soon. */
  optedOut(phoneNumber: string): Promise<boolean | undefined>;
  /** Whether the account may text verified numbers only; `undefined` where that cannot be found out. */
  inSandbox(): Promise<boolean | undefined>;
  /** US dollars a month after which the account sends no more texts; `undefined` where that cannot be found out. */
  monthlyQuotaUsd(): Promise<number | undefined>;
}
