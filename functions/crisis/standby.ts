import { type Texts, textsIn, type Voice } from '../../domain/crisis/sms.ts';
import type { Log } from '../platform/lambda/log.ts';
import type { Trouble, Waits } from '../platform/lambda/queue-consumer.ts';
import type { SmsSender } from './sms-sender.ts';

/** A phone that is reached without any table, and how its owner is texted. */
export interface StandbyPhone {
  readonly number: string;
  readonly voice: Voice;
}

export interface StandbyPhones {
  of(tenantId: string): Promise<readonly StandbyPhone[]>;
}

/** Changes the standby phones of a tenant. */
export interface StandbyWriter {
  save(tenantId: string, phones: readonly StandbyPhone[]): Promise<void>;
}

export interface StandbyEnvironment {
  readonly STANDBY_SECRET_PREFIX: string;
  readonly ORIGINATION_NUMBER: string;
}

export interface StandbyDependencies {
  readonly phones: StandbyPhones;
  readonly sms: Pick<SmsSender, 'send'>;
  readonly log: Log;
  readonly waiting: Waiting;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What waits: an alarm, of which each client's has a text of its own, or answers, of which one text covers the tenant's. */
export type Waiting = 'alarm' | 'answers';

const textOf = {
  alarm: { outage: 'standbyOutage', hopeless: 'standbyUnreadable' },
  answers: { outage: 'standbyUnscreened', hopeless: 'answersUnreadable' },
} as const satisfies Record<Waiting, Record<Trouble, keyof Texts>>;

/** Nobody can be reached: the message names no tenant, or the tenant has no standby numbers, or no text was accepted. */
class StandbyUnreachableError extends Error {
  override readonly name = 'StandbyUnreachableError';
}

/** Shorter than the ten minutes after which a message calls again. */
const calledOnceMs = 9 * 60_000;

/**
 * Texts everybody on standby that something waits. Twice is better than never, so only the process remembers what it did: the
 * sweep queues a waiting incident again each minute, and a text for each of these messages would drown the first.
 */
export const standbyCaller = (dependencies: StandbyDependencies) => {
  const calledAt = new Map<string, number>();
  return async (message: Waits, trouble: Trouble): Promise<void> => {
    const whose = dependencies.waiting === 'alarm' ? (clientIn(message) ?? message.messageId) : '';
    const about = `${trouble} ${tenantIn(message) ?? ''} ${whose}`;
    const now = dependencies.now();
    for (const [other, at] of calledAt) if (now - at >= calledOnceMs) calledAt.delete(other);
    if (calledAt.has(about)) return;
    await callStandby(dependencies, message, trouble);
    calledAt.set(about, now);
  };
};

const callStandby = async (
  { phones, sms, log, waiting }: StandbyDependencies,
  message: Waits,
  trouble: Trouble,
): Promise<void> => {
  const tenantId = tenantIn(message);
  const known = tenantId === undefined ? [] : await phones.of(tenantId);
  const results = await Promise.all(
    known.map(({ number, voice }) => sms.send(number, textsIn(voice)[textOf[waiting][trouble]]())),
  );
  const accepted = results.filter(({ outcome }) => outcome === 'accepted').length;
  log.count('StandbyTexts', accepted);
  if (accepted === 0) throw new StandbyUnreachableError();
};

/** As facts from the bus and as Vigil's own messages name it; what cannot be read may still say whose it is. */
const idIn =
  (name: string) =>
  ({ body }: Waits): string | undefined =>
    new RegExp(`"${name}" *: *"([A-Za-z0-9][A-Za-z0-9_-]{0,63})"`).exec(body)?.[1];
const tenantIn = idIn('tenant[iI]d');
const clientIn = idIn('clientId');
