import type { Incident } from '../../domain/crisis/incident.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Reply } from '../../domain/crisis/reply.ts';

/** Asks `escalate` to look at an incident. */
export interface StepMessage {
  readonly tenantId: string;
  readonly clientId: string;
  /** The step that this message is for; absent where the watchdog sends it: then whatever is due is done. */
  readonly step?: { readonly incidentId: string; readonly number: number };
  /** A page that did not reach its phone, as a receipt or an opt-out says: it can only hasten what is due. */
  readonly undelivered?: { readonly incidentId: string; readonly staffId: string; readonly failure: string };
}

/** The message for the step at which an incident stands. */
export const stepMessage = ({
  tenantId,
  clientId,
  incidentId,
  step,
}: Pick<Incident, 'tenantId' | 'clientId' | 'incidentId' | 'step'>): StepMessage => ({
  tenantId,
  clientId,
  step: { incidentId, number: step },
});

export interface EscalationQueue {
  /** Delivered after `delaySeconds`, at most 900 (SQS DelaySeconds): whoever needs longer waits again. */
  send(message: StepMessage, delaySeconds: number): Promise<void>;
}

/** Asks `verify-consent` to look at something anew, because time has passed. */
export interface Look {
  readonly tenantId: string;
  readonly at: 'session' | 'clinician';
  readonly id: string;
}

export interface LookQueue {
  /** Delivered after `delaySeconds`, at most 900 (SQS DelaySeconds). */
  send(look: Look, delaySeconds: number): Promise<void>;
}

/** Asks `meet-deadline` to look at an aggregate whose deadline has come: whatever is due there is done. */
export interface DeadlineQueue {
  send(message: { readonly pk: string }, delaySeconds: number): Promise<void>;
}

/** An answer from a phone, without its number and its words. */
export interface InboundReply {
  readonly line: string;
  readonly inboundMessageId: string;
  readonly reply: Reply;
}

export interface ReplyQueue {
  send(reply: InboundReply): Promise<void>;
}

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
  /** US dollars a month after which the account sends no text any more; `undefined` where that cannot be found out. */
  monthlyQuotaUsd(): Promise<number | undefined>;
}

/** A fact as it is saved, published and kept. */
export interface PublishedFact {
  readonly id: string;
  readonly type: string;
  readonly time: Instant;
  readonly tenantId: string;
  readonly data: object;
}

/** The ledger: facts are added, never changed. The same fact again changes nothing. */
export interface Ledger {
  append(fact: PublishedFact): Promise<void>;
}

/** A CloudEvent as it travels on the bus. */
export interface BusEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly tenantid: string;
  readonly datacontenttype: 'application/json';
  readonly dataref?: string;
  readonly data: object;
}

export interface Bus {
  publish(event: BusEvent): Promise<void>;
}
