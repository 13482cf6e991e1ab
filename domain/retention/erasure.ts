import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { isSettled, markSettled, openMatters, type RetentionProfile } from './retention-profile.ts';
import type { Retention } from './retain-until.ts';
import type { RetentionPolicy } from './retention-policy.ts';

interface Asked {
  readonly requestId: string;
  readonly requestedAt: Instant;
}

/** The status of the request to erase a client. */
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

/** What prevents an erasure. */
export type ErasureObstacle =
  | { readonly reason: 'hold'; readonly matterId: string }
  | { readonly reason: 'retention-duty'; readonly rule: string; readonly until: Instant }
  | { readonly reason: 'care-open' }
  | { readonly reason: 'retention-unresolved'; readonly records: number }
  /** Another request of the client's is under way, or was carried out. */
  | { readonly reason: 'already-requested' };

/** A record as far as an erasure must know it. */
export interface ErasableRecord {
  readonly recordId: string;
  readonly recordClass: string;
  readonly retention?: Retention;
}

export interface ErasureCertificate {
  readonly kind: 'erasure';
  readonly tenantId: string;
  /** Names the erasure; the certificate does not name the client, since it stays in the ledger for years. */
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
  | FactOf<'erasure.scheduled.v1'>
  | FactOf<'erasure.refused.v1'>
  | FactOf<'erasure.cancelled.v1'>
  | FactOf<'erasure.cancellation-refused.v1'>
  | FactOf<'erasure.completed.v1'>
  | FactOf<'erasure.certified.v1'>;

const daySeconds = 24 * 3600;

/** The longest that any process keeps a plain key in memory, doubled: clocks differ, and a run may end late. */
export const keyMemorySeconds = 2 * 5 * 60;

/**
 * What prevents erasing a client: an open matter; a duty of law to keep records of care that was given; records
 * of which nobody knows how long they must be kept. A provider's own time limits do not prevent it.
 */
export const obstaclesToErasure = (
  retentionProfile: RetentionProfile,
  records: readonly ErasableRecord[],
  policy: RetentionPolicy,
  now: Instant,
): readonly ErasureObstacle[] => {
  const holds = openMatters(retentionProfile).map((matterId) => ({ reason: 'hold', matterId }) as const);
  const careGiven =
    retentionProfile.lastServiceAt !== undefined ||
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

/**
 * A request is granted or refused with every reason at once; the same request again changes nothing. One that was taken back
 * before it arrived is never carried out.
 */
export const requestErasure = (
  retentionProfile: RetentionProfile,
  { requestId, requestedAt }: Asked,
  obstacles: readonly ErasureObstacle[],
  policy: RetentionPolicy,
): Decided<RetentionProfile, ErasureFact> => {
  if (isSettled(retentionProfile, requestId)) return { state: retentionProfile, facts: [] };
  const state = markSettled(retentionProfile, requestId);
  const { clientId, erasure, cancelledRequests = [] } = state;
  const refused = (reasons: readonly ErasureObstacle[]) =>
    ({ type: 'erasure.refused.v1', data: { requestId, clientId, reasons } }) as const;
  if (cancelledRequests.includes(requestId))
    return { state, facts: [{ type: 'erasure.cancelled.v1', data: { requestId, clientId } }] };
  if (isUnderWay(erasure)) return { state, facts: [refused([{ reason: 'already-requested' }])] };
  const asked = { requestId, requestedAt };
  if (obstacles.length > 0)
    return {
      state: { ...state, erasure: { ...asked, status: 'refused', reasons: obstacles } },
      facts: [refused(obstacles)],
    };
  const dueAt = plusSeconds(requestedAt, policy.erasureWaitDays * daySeconds);
  return {
    state: { ...state, erasure: { ...asked, status: 'waiting', dueAt } },
    facts: [{ type: 'erasure.scheduled.v1', data: { requestId, clientId, dueAt } }],
  };
};

/** True from the moment in which an erasure is granted: a second request would change nothing. */
const isUnderWay = (erasure: Erasure | undefined): boolean =>
  erasure?.status === 'waiting' || isPastRecall(erasure);

/** True from the moment in which the key is destroyed. */
export const isPastRecall = (erasure: Erasure | undefined): boolean =>
  erasure?.status === 'erasing' || erasure?.status === 'erased' || erasure?.status === 'certified';

/** More than any client ever asks for. */
const rememberedRequests = 200;

/**
 * Takes a request back while it waits, also one that has not arrived yet. Too late, or about a request that waits for
 * nothing, it changes nothing, and a fact says so.
 */
export const cancelErasure = (
  retentionProfile: RetentionProfile,
  { requestId, eventId }: { readonly requestId: string; readonly eventId: string },
  at: Instant,
): Decided<RetentionProfile, ErasureFact> => {
  const { clientId, erasure, cancelledRequests = [] } = retentionProfile;
  if (cancelledRequests.includes(requestId) || isSettled(retentionProfile, eventId))
    return { state: retentionProfile, facts: [] };
  const own = erasure?.requestId === requestId ? erasure : undefined;
  const refusal = (reason: FactOf<'erasure.cancellation-refused.v1'>['data']['reason']) =>
    ({ type: 'erasure.cancellation-refused.v1', data: { requestId, clientId, reason } }) as const;
  if (isPastRecall(own))
    return { state: markSettled(retentionProfile, eventId), facts: [refusal('too-late')] };
  const state = {
    ...retentionProfile,
    cancelledRequests: [...cancelledRequests, requestId].slice(-rememberedRequests),
  };
  if (own === undefined)
    return {
      state,
      facts: [refusal(isSettled(retentionProfile, requestId) ? 'not-waiting' : 'not-requested')],
    };
  const { requestedAt, status } = own;
  return {
    state: { ...state, erasure: { requestId, requestedAt, status: 'cancelled', cancelledAt: at } },
    facts: [
      status === 'waiting'
        ? { type: 'erasure.cancelled.v1', data: { requestId, clientId } }
        : refusal('not-waiting'),
    ],
  };
};

/** An erasure that only holds stopped waits once more when the last of them is lifted. */
export const resumeErasure = (
  retentionProfile: RetentionProfile,
  policy: RetentionPolicy,
  now: Instant,
): Decided<RetentionProfile, ErasureFact> => {
  const { clientId, erasure } = retentionProfile;
  const stoppedByHolds =
    erasure?.status === 'stopped' && erasure.reasons.every(({ reason }) => reason === 'hold');
  if (!stoppedByHolds || openMatters(retentionProfile).length > 0)
    return { state: retentionProfile, facts: [] };
  const { requestId, requestedAt } = erasure;
  const dueAt = plusSeconds(now, policy.erasureWaitDays * daySeconds);
  return {
    state: { ...retentionProfile, erasure: { requestId, requestedAt, status: 'waiting', dueAt } },
    facts: [{ type: 'erasure.scheduled.v1', data: { requestId, clientId, dueAt } }],
  };
};

/** The waiting period is over: asked once more, since a hold may have come or care been given meanwhile. */
export const beginErasure = (
  retentionProfile: RetentionProfile,
  obstacles: readonly ErasureObstacle[],
  now: Instant,
): Decided<RetentionProfile, ErasureFact> => {
  const { clientId, erasure } = retentionProfile;
  if (erasure?.status !== 'waiting' || erasure.dueAt > now) return { state: retentionProfile, facts: [] };
  const { requestId, requestedAt, dueAt } = erasure;
  if (obstacles.length > 0) {
    return {
      state: {
        ...retentionProfile,
        erasure: { requestId, requestedAt, status: 'stopped', reasons: obstacles },
      },
      facts: [{ type: 'erasure.refused.v1', data: { requestId, clientId, reasons: obstacles } }],
    };
  }
  return {
    state: {
      ...retentionProfile,
      erasure: { requestId, requestedAt, status: 'erasing', dueAt, startedAt: now },
    },
    facts: [],
  };
};

/** Counted once, before the first row goes: a run that takes up a dead one's work finds fewer. */
export const countErased = (retentionProfile: RetentionProfile, records: number): RetentionProfile => {
  const { erasure } = retentionProfile;
  if (erasure?.status !== 'erasing' || erasure.records !== undefined) return retentionProfile;
  return { ...retentionProfile, erasure: { ...erasure, records } };
};

export const finishErasure = (
  retentionProfile: RetentionProfile,
  found: number,
  now: Instant,
): Decided<RetentionProfile, ErasureFact> => {
  const { clientId, erasure } = retentionProfile;
  if (erasure?.status !== 'erasing') return { state: retentionProfile, facts: [] };
  const { requestId, requestedAt, records = found } = erasure;
  const certifyAt = plusSeconds(now, keyMemorySeconds);
  return {
    state: {
      ...retentionProfile,
      erasure: { requestId, requestedAt, status: 'erased', erasedAt: now, certifyAt, records },
    },
    facts: [{ type: 'erasure.completed.v1', data: { requestId, clientId, records } }],
  };
};

/** What may be certified now, or nothing: while a process may still remember the key, it would not be true. */
export const erasureToCertify = (
  { erasure }: RetentionProfile,
  tenantId: string,
  now: Instant,
): ErasureCertificate | undefined => {
  if (erasure?.status !== 'erased' || erasure.certifyAt > now) return undefined;
  const { requestId, requestedAt, erasedAt, records } = erasure;
  return {
    kind: 'erasure',
    tenantId,
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
  retentionProfile: RetentionProfile,
  certificate: string,
  now: Instant,
): Decided<RetentionProfile, ErasureFact> => {
  const { clientId, erasure } = retentionProfile;
  if (erasure?.status !== 'erased' || erasure.certifyAt > now) return { state: retentionProfile, facts: [] };
  const { requestId, requestedAt, erasedAt } = erasure;
  return {
    state: {
      ...retentionProfile,
      erasure: { requestId, requestedAt, status: 'certified', erasedAt, certifiedAt: now },
    },
    facts: [{ type: 'erasure.certified.v1', data: { requestId, clientId, certificate } }],
  };
};

/** When the erasure needs the next step, if it does. */
export const erasureDeadline = ({ erasure }: RetentionProfile): Instant | undefined => {
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
