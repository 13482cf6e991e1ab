import type { Decided, DecidedFact } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { type Custody, openMatters } from './retention-profile.ts';
import type { Retention } from './retain-until.ts';
import type { RetentionPolicy } from './retention-policy.ts';

interface Asked {
  readonly requestId: string;
  readonly requestedAt: Instant;
}

/** Where the request to erase a client stands. */
export type Erasure =
  | (Asked & { readonly status: 'refused'; readonly reasons: readonly ErasureObstacle[] })
  | (Asked & { readonly status: 'waiting'; readonly dueAt: Instant })
  | (Asked & { readonly status: 'cancelled'; readonly cancelledAt: Instant })
  | (Asked & { readonly status: 'stopped'; readonly reasons: readonly ErasureObstacle[] })
  /** No way back: the key is being destroyed. */
  | (Asked & {
      readonly status: 'erasing';
      readonly dueAt: Instant;
      readonly startedAt: Instant;
      /** How many there were before the first row went. */
      readonly records?: number;
    })
  /** Key and rows are gone; somebody's memory may still hold the plain key until `certifyAt`. */
  | (Asked & {
      readonly status: 'erased';
      readonly erasedAt: Instant;
      readonly certifyAt: Instant;
      readonly records: number;
    })
  | (Asked & { readonly status: 'certified'; readonly erasedAt: Instant; readonly certifiedAt: Instant });

/** What stands against an erasure. */
export type ErasureObstacle =
  | { readonly reason: 'hold'; readonly matterId: string }
  | { readonly reason: 'retention-duty'; readonly rule: string; readonly until: Instant }
  | { readonly reason: 'care-open' }
  | { readonly reason: 'retention-unresolved'; readonly records: number };

/** A record as far as an erasure must know it. */
export interface ErasableRecord {
  readonly recordId: string;
  readonly recordClass: string;
  readonly retention?: Retention;
}

export interface ErasureCertificate {
  readonly kind: 'erasure';
  readonly tenantId: string;
  readonly clientId: string;
  readonly requestId: string;
  readonly requestedAt: Instant;
  readonly erasedAt: Instant;
  readonly records: number;
  /** How: the only key that opens the records is destroyed, so that no copy and no backup can be read. */
  readonly method: 'key-destroyed';
  readonly stage: 'final';
  readonly certifiedAt: Instant;
}

export type ErasureFact =
  | DecidedFact<'erasure.scheduled.v1', { requestId: string; clientId: string; dueAt: Instant }>
  | DecidedFact<
      'erasure.refused.v1',
      { requestId: string; clientId: string; reasons: readonly ErasureObstacle[] }
    >
  | DecidedFact<'erasure.cancelled-by-request.v1', { requestId: string; clientId: string }>
  | DecidedFact<'erasure.carried-out.v1', { requestId: string; clientId: string; records: number }>
  | DecidedFact<'erasure.certified.v1', { requestId: string; clientId: string; certificate: string }>;

const daySeconds = 24 * 3600;

/** The longest that any process keeps a plain key in memory, doubled: clocks differ, and a run may end late. */
export const keyMemorySeconds = 2 * 5 * 60;

/**
 * What stands against erasing a client: an open matter; a duty of law to keep records of care that was given; records
 * of which nobody knows how long they must be kept. A provider's own time limits do not stand against it.
 */
export const obstaclesToErasure = (
  custody: Custody,
  records: readonly ErasableRecord[],
  policy: RetentionPolicy,
  now: Instant,
): readonly ErasureObstacle[] => {
  const holds = openMatters(custody).map((matterId) => ({ reason: 'hold', matterId }) as const);
  const careGiven =
    custody.lastServiceAt !== undefined ||
    records.some(({ recordClass }) => policy.recordClasses[recordClass]?.evidenceOfCare ?? true);
  if (!careGiven) return holds;

  const duties = new Map<string, Instant>();
  let open = false;
  let unresolved = 0;
  for (const { retention } of records) {
    if (retention?.status === 'until') {
      const won = policy.rules.find(({ id }) => id === retention.won);
      // A rule that the policy no longer has was a duty when the date was set.
      if (retention.expiresAt <= now || won?.nature === 'limit') continue;
      const known = duties.get(retention.won);
      if (known === undefined || retention.expiresAt > known) duties.set(retention.won, retention.expiresAt);
    } else if (retention?.status === 'open') open ||= retention.reason === 'care-open';
    else if (retention?.status !== 'held') unresolved += 1;
  }
  return [
    ...holds,
    ...(open ? [{ reason: 'care-open' } as const] : []),
    ...[...duties].map(([rule, until]) => ({ reason: 'retention-duty', rule, until }) as const),
    ...(unresolved > 0 ? [{ reason: 'retention-unresolved', records: unresolved } as const] : []),
  ];
};

/** A request is granted or refused with every reason at once; the same request again changes nothing. */
export const requestErasure = (
  custody: Custody,
  { requestId, requestedAt }: Asked,
  obstacles: readonly ErasureObstacle[],
  policy: RetentionPolicy,
): Decided<Custody, ErasureFact> => {
  const { clientId, erasure } = custody;
  const settled = erasure?.requestId === requestId || isUnderWay(erasure);
  if (settled) return { state: custody, facts: [] };
  const asked = { requestId, requestedAt };
  if (obstacles.length > 0) {
    return {
      state: { ...custody, erasure: { ...asked, status: 'refused', reasons: obstacles } },
      facts: [{ type: 'erasure.refused.v1', data: { requestId, clientId, reasons: obstacles } }],
    };
  }
  const dueAt = plusSeconds(requestedAt, policy.erasureWaitDays * daySeconds);
  return {
    state: { ...custody, erasure: { ...asked, status: 'waiting', dueAt } },
    facts: [{ type: 'erasure.scheduled.v1', data: { requestId, clientId, dueAt } }],
  };
};

/** True from the moment in which an erasure is granted: a second request joins it. */
const isUnderWay = (erasure: Erasure | undefined): boolean =>
  erasure?.status === 'waiting' || isPastRecall(erasure);

/** True from the moment in which the key is destroyed. */
export const isPastRecall = (erasure: Erasure | undefined): boolean =>
  erasure?.status === 'erasing' || erasure?.status === 'erased' || erasure?.status === 'certified';

/** Only while it waits; a cancellation of another request, or too late, changes nothing. */
export const cancelErasure = (
  custody: Custody,
  requestId: string,
  at: Instant,
): Decided<Custody, ErasureFact> => {
  const { clientId, erasure } = custody;
  if (erasure?.status !== 'waiting' || erasure.requestId !== requestId) return { state: custody, facts: [] };
  const { requestedAt } = erasure;
  return {
    state: { ...custody, erasure: { requestId, requestedAt, status: 'cancelled', cancelledAt: at } },
    facts: [{ type: 'erasure.cancelled-by-request.v1', data: { requestId, clientId } }],
  };
};

/** The waiting period is over: asked once more, since a hold may have come or care been given meanwhile. */
export const beginErasure = (
  custody: Custody,
  obstacles: readonly ErasureObstacle[],
  now: Instant,
): Decided<Custody, ErasureFact> => {
  const { clientId, erasure } = custody;
  if (erasure?.status !== 'waiting' || erasure.dueAt > now) return { state: custody, facts: [] };
  const { requestId, requestedAt, dueAt } = erasure;
  if (obstacles.length > 0) {
    return {
      state: { ...custody, erasure: { requestId, requestedAt, status: 'stopped', reasons: obstacles } },
      facts: [{ type: 'erasure.refused.v1', data: { requestId, clientId, reasons: obstacles } }],
    };
  }
  return {
    state: { ...custody, erasure: { requestId, requestedAt, status: 'erasing', dueAt, startedAt: now } },
    facts: [],
  };
};

/** Counted once, before the first row goes: a run that takes up a dead one's work finds fewer. */
export const countErased = (custody: Custody, records: number): Custody => {
  const { erasure } = custody;
  if (erasure?.status !== 'erasing' || erasure.records !== undefined) return custody;
  return { ...custody, erasure: { ...erasure, records } };
};

export const finishErasure = (
  custody: Custody,
  found: number,
  now: Instant,
): Decided<Custody, ErasureFact> => {
  const { clientId, erasure } = custody;
  if (erasure?.status !== 'erasing') return { state: custody, facts: [] };
  const { requestId, requestedAt, records = found } = erasure;
  const certifyAt = plusSeconds(now, keyMemorySeconds);
  return {
    state: {
      ...custody,
      erasure: { requestId, requestedAt, status: 'erased', erasedAt: now, certifyAt, records },
    },
    facts: [{ type: 'erasure.carried-out.v1', data: { requestId, clientId, records } }],
  };
};

/** What may be certified now, or nothing: while a process may still remember the key, it would not be true. */
export const erasureToCertify = (
  { clientId, erasure }: Custody,
  tenantId: string,
  now: Instant,
): ErasureCertificate | undefined => {
  if (erasure?.status !== 'erased' || erasure.certifyAt > now) return undefined;
  const { requestId, requestedAt, erasedAt, records } = erasure;
  return {
    kind: 'erasure',
    tenantId,
    clientId,
    requestId,
    requestedAt,
    erasedAt,
    records,
    method: 'key-destroyed',
    stage: 'final',
    certifiedAt: now,
  };
};

export const certifyErasure = (
  custody: Custody,
  certificate: string,
  now: Instant,
): Decided<Custody, ErasureFact> => {
  const { clientId, erasure } = custody;
  if (erasure?.status !== 'erased' || erasure.certifyAt > now) return { state: custody, facts: [] };
  const { requestId, requestedAt, erasedAt } = erasure;
  return {
    state: {
      ...custody,
      erasure: { requestId, requestedAt, status: 'certified', erasedAt, certifiedAt: now },
    },
    facts: [{ type: 'erasure.certified.v1', data: { requestId, clientId, certificate } }],
  };
};

/** When the erasure needs the next step, if it does. */
export const erasureDeadline = ({ erasure }: Custody): Instant | undefined => {
  switch (erasure?.status) {
    case 'waiting':
      return erasure.dueAt;
    case 'erasing':
      return erasure.startedAt;
    case 'erased':
      return erasure.certifyAt;
    default:
      return undefined;
  }
};
