import type { FactOf } from '../../events/facts.ts';
import type { TestMessage } from './contact-method.ts';
import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';

/** A drill under way, or the last one: everybody was sent a test and is to answer. */
export interface Drill {
  readonly status: 'running' | 'finished';
  readonly startedAt: Instant;
  readonly answerBy: Instant;
  readonly staffIds: readonly string[];
  /** The ISO 8601 week that it belongs to. */
  readonly week?: string;
  /** When the text to everybody had left; absent while some may be missing. */
  readonly textedAt?: Instant;
}

/** The last daily look at what would keep a page from being answered. */
export interface Readiness {
  readonly checkedAt: Instant;
  /** The planned moment that it belongs to. */
  readonly occasion?: string;
}

/** What such a look found. */
export interface Findings {
  readonly optedOutStaffIds: readonly string[];
  readonly unverifiedStaffIds: readonly string[];
  /** Times of the next 30 days that nobody covers, the fallback person neither. */
  readonly gaps: number;
  /** Staff of whom nobody could find out whether a text would reach them. */
  readonly uncheckedStaffIds: readonly string[];
  /** Absent where AWS does not say: never false without having looked. */
  readonly smsSandbox?: boolean;
  /** What AWS lets the account spend on texts in a month; absent where it does not say. */
  readonly smsQuotaUsd?: number;
  /** What AWS did not say about the account. */
  readonly unknown: readonly ('sms-sandbox' | 'sms-quota')[];
}

type ReadinessFact = FactOf<'readiness.checked.v1'>;

export interface Watchdog {
  readonly heartbeatAt: Instant;
}

export type DrillFact = FactOf<'drill.finished.v1'>;

/** How many phones of somebody a drill was sent to, and what came of it. */
export type DrilledPhones = NonNullable<DrillFact['data']['phones']>[number];

/** What the tests on the phones of somebody say of the drill that began at this moment. */
export const drilledPhones = (
  { tenantId, staffId }: { readonly tenantId: string; readonly staffId: string },
  phones: readonly (readonly TestMessage[])[],
  startedAt: Instant,
): DrilledPhones => {
  const sent = phones.map((messages) =>
    messages.filter((it) => it.purpose === 'drill' && it.sentAt >= startedAt),
  );
  const own = sent.map((messages) =>
    messages.find((it) => it.tenantId === tenantId && it.staffId === staffId),
  );
  return {
    staffId,
    texted: own.filter((it) => it !== undefined).length,
    refused: own.filter((it) => it?.refused === true).length,
    // On a shared phone the answer to the test of either person shows that it works.
    answered: sent.filter((messages) => messages.some(({ answeredAt }) => answeredAt !== undefined)).length,
  };
};

/** As many people as a fact reports on. */
const mostReported = 500;

/**
 * The drill of this week, once. A start that was cut off goes on with the same drill, so that answers until then count;
 * once its time to answer is over, it begins again. With `again`, so does one that reached everybody.
 */
export const beginDrill = (
  known: Drill | undefined,
  begun: Omit<Drill, 'status' | 'textedAt'> & { readonly week: string },
  { again = false }: { readonly again?: boolean } = {},
): Decided<Drill> | undefined => {
  const complete = known?.textedAt !== undefined && !again;
  if (known?.week === begun.week && (known.status === 'running' || complete)) return undefined;
  return { state: { status: 'running', ...begun }, facts: [] };
};

/** The drill once every text has left; nothing where another one has begun. */
export const drillTexted = (
  known: Drill | undefined,
  startedAt: Instant,
  now: Instant,
): Decided<Drill> | undefined =>
  known?.startedAt === startedAt && known.textedAt === undefined
    ? { state: { ...known, textedAt: now }, facts: [] }
    : undefined;

/** The end of a drill: who answered, and who did not. */
export const finishDrill = (
  drill: Drill,
  phones: readonly DrilledPhones[],
  now: Instant,
): Decided<Drill, DrillFact> | undefined => {
  if (drill.status === 'finished' || drill.answerBy > now) return undefined;
  const answered = new Set(phones.filter((it) => it.answered > 0).map(({ staffId }) => staffId));
  const answeredStaffIds = drill.staffIds.filter((staffId) => answered.has(staffId));
  const silentStaffIds = drill.staffIds.filter((staffId) => !answered.has(staffId));
  return {
    state: { ...drill, status: 'finished' },
    facts: [
      {
        type: 'drill.finished.v1',
        data: { answeredStaffIds, silentStaffIds, phones: phones.slice(0, mostReported) },
      },
    ],
  };
};

/**
 * A look was had: what it found is stated also where it found nothing, so that its absence can be seen. Once for an occasion:
 * a look that is tried again after a crash states nothing twice.
 */
export const noteFindings = (
  known: Readiness | undefined,
  findings: Findings,
  occasion: string,
  now: Instant,
): Decided<Readiness, ReadinessFact> | undefined =>
  known?.occasion === occasion
    ? undefined
    : {
        state: { checkedAt: now, occasion },
        facts: [{ type: 'readiness.checked.v1', data: findings }],
      };

/** Whether the money for texts ends before anybody is warned that it does; `undefined` where the quota is not known. */
export const quotaTooLow = (quotaUsd: number | undefined, warnedAtUsd: number): boolean | undefined =>
  quotaUsd === undefined ? undefined : quotaUsd <= warnedAtUsd;
