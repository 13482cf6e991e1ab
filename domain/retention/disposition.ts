import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { SealedRecord } from '../records/sealed-record.ts';
import { keyMemorySeconds } from './erasure.ts';
import type { Retention } from './retain-until.ts';

/** Who removed a record. `found-gone`: it was due and is gone, and the notice of its removal was lost. */
export type RemovedBy = 'ttl' | 'sweep' | 'erasure' | 'found-gone';

/** What a purge certificate states, in the claims of its JWS. */
export interface PurgeCertificate {
  readonly kind: 'purge';
  readonly tenantId: string;
  readonly recordId: string;
  readonly recordClass: string;
  readonly by: RemovedBy;
  readonly dueAt: Instant;
  readonly purgedAt: Instant;
  readonly policyVersion: string;
  readonly rules: readonly string[];
  /** `logical`: gone from the table. `final`: no backup can bring it back, or none could be read. */
  readonly stage: 'logical' | 'final';
  readonly finalAt: Instant;
}

interface Known {
  readonly tenantId: string;
  readonly subject: string;
  readonly recordId: string;
  readonly recordClass: string;
  /** Tells two records of one id apart, of which the first was purged. */
  readonly sealedAt: Instant;
}

/**
 * What becomes of one record, kept apart from it: so its absence is noticed even where no notice came, and the proof
 * survives the record.
 */
export type Disposition = Known &
  (
    | { readonly status: 'kept'; readonly reason: string }
    | {
        readonly status: 'unresolved';
        readonly reason: string;
        readonly rules?: readonly string[];
        readonly since: Instant;
      }
    | {
        readonly status: 'due';
        readonly dueAt: Instant;
        readonly policyVersion: string;
        readonly rules: readonly string[];
        /** When somebody must look whether it is gone. */
        readonly checkAt: Instant;
      }
    | { readonly status: 'purged'; readonly certificate: PurgeCertificate }
    | { readonly status: 'final'; readonly certificate: PurgeCertificate }
    | { readonly status: 'unattributed'; readonly removedAt: Instant }
  );

export type DispositionFact =
  FactOf<'record.purged.v1'> | FactOf<'record.purge-final.v1'> | FactOf<'record.removal-unattributed.v1'>;

const daySeconds = 24 * 3600;

/** TTL deletes "within a few days", the sweep after five: who is there on the eighth day was missed by both. */
const checkAfterSeconds = 8 * daySeconds;

/** What is to become of a record that was just given its retention; the same object where nothing changes. */
export const expectDisposition = (
  known: Disposition | undefined,
  record: SealedRecord,
  retention: Retention,
  now: Instant,
): Disposition => {
  const { tenantId, subject, recordId, recordClass, sealedAt } = record;
  const named = { tenantId, subject, recordId, recordClass, sealedAt };
  const next = ((): Disposition => {
    switch (retention.status) {
      case 'until': {
        const { expiresAt: dueAt, policyVersion, rules } = retention;
        const checkAt = plusSeconds(dueAt > now ? dueAt : now, checkAfterSeconds);
        return { ...named, status: 'due', dueAt, policyVersion, rules, checkAt };
      }
      case 'unresolved': {
        const since = known?.status === 'unresolved' ? known.since : now;
        return { ...named, status: 'unresolved', reason: retention.reason, rules: retention.rules, since };
      }
      case 'open':
      case 'held':
        return { ...named, status: 'kept', reason: retention.reason };
    }
  })();
  if (known === undefined || known.sealedAt !== sealedAt) return next;
  switch (known.status) {
    case 'purged':
    case 'final':
    case 'unattributed':
      return known; // a late stamp does not bring back what is gone
    case 'due':
      return next.status === 'due' && next.dueAt === known.dueAt && next.rules.join() === known.rules.join()
        ? known
        : next;
    case 'kept':
    case 'unresolved':
      return next.status === known.status && next.reason === known.reason ? known : next;
  }
};

/** A record as it was when it left the table: what its certificate states. */
export interface RemovedRecord extends Known {
  readonly retention?: {
    readonly status: string;
    readonly expiresAt?: Instant;
    readonly policyVersion: string;
    readonly rules: readonly string[];
  };
  readonly purge?: SealedRecord['purge'];
}

export type Removal =
  | {
      readonly verdict: 'purged';
      readonly certificate: PurgeCertificate;
    }
  | { readonly verdict: 'unattributed' };

/**
 * What the removal of a record proves. Only DynamoDB's own time to live, or the sweep or erasure that marked it first,
 * may remove a record, and only one that was due; anything else is nobody's purge.
 */
export const judgeRemoval = (
  record: RemovedRecord,
  removal: { readonly byTimeToLive: boolean; readonly at: Instant },
  recoveryWindowDays: number,
): Removal => {
  const { retention, purge } = record;
  const by = removal.byTimeToLive ? 'ttl' : purge?.by;
  const dueAt = dueDate(record, by);
  if (by === undefined || dueAt === undefined || startOfSecond(dueAt) > removal.at) {
    return { verdict: 'unattributed' };
  }
  return {
    verdict: 'purged',
    certificate: {
      kind: 'purge',
      tenantId: record.tenantId,
      recordId: record.recordId,
      recordClass: record.recordClass,
      by,
      dueAt,
      purgedAt: removal.at,
      policyVersion: retention?.policyVersion ?? 'none',
      rules: retention?.rules ?? [],
      stage: 'logical',
      finalAt: finalAfter(by, removal.at, recoveryWindowDays),
    },
  };
};

/** The stream tells the time of a removal in whole seconds, rounded down. */
const startOfSecond = (instant: Instant): Instant => `${instant.slice(0, 19)}.000Z`;

const dueDate = ({ retention, purge }: RemovedRecord, by: RemovedBy | undefined): Instant | undefined => {
  if (by === 'erasure') return purge?.dueAt;
  // Without a date it was not due: then the removal is unattributed.
  return retention?.status === 'until' ? retention.expiresAt : undefined;
};

/** A backup of a record whose key is destroyed cannot be read; else the recovery window has to pass. */
const finalAfter = (by: RemovedBy, at: Instant, recoveryWindowDays: number): Instant =>
  plusSeconds(at, by === 'erasure' ? keyMemorySeconds : recoveryWindowDays * daySeconds);

/** A record that was due and is not there, without any notice of its removal. */
export const foundGone = (
  disposition: Disposition,
  now: Instant,
  recoveryWindowDays: number,
): PurgeCertificate | undefined => {
  if (disposition.status !== 'due' || disposition.checkAt > now) return undefined;
  const { tenantId, recordId, recordClass, dueAt, policyVersion, rules } = disposition;
  const finalAt = finalAfter('found-gone', now, recoveryWindowDays);
  return {
    kind: 'purge',
    tenantId,
    recordId,
    recordClass,
    by: 'found-gone',
    dueAt,
    purgedAt: now,
    policyVersion,
    rules,
    stage: 'logical',
    finalAt,
  };
};

/** Is the removal of this very record on file already? */
export const isSettled = (known: Disposition | undefined, sealedAt: Instant): boolean =>
  known?.sealedAt === sealedAt &&
  (known.status === 'purged' || known.status === 'final' || known.status === 'unattributed');

export const recordPurge = (
  known: Known,
  certificate: PurgeCertificate,
  signed: string,
): Decided<Disposition, DispositionFact> => {
  const { tenantId, subject, recordId, recordClass, sealedAt } = known;
  const { by, dueAt, purgedAt, finalAt } = certificate;
  const data = {
    recordId,
    subject,
    recordClass,
    by,
    dueAt,
    purgedAt,
    finalAt,
    sealedAt,
    certificate: signed,
  };
  return {
    state: { tenantId, subject, recordId, recordClass, sealedAt, status: 'purged', certificate },
    facts: [{ type: 'record.purged.v1', data }],
  };
};

export const recordUnattributed = (known: Known, at: Instant): Decided<Disposition, DispositionFact> => {
  const { tenantId, subject, recordId, recordClass, sealedAt } = known;
  return {
    state: {
      tenantId,
      subject,
      recordId,
      recordClass,
      sealedAt,
      status: 'unattributed',
      removedAt: at,
    },
    facts: [
      {
        type: 'record.removal-unattributed.v1',
        data: { recordId, subject, recordClass, sealedAt, removedAt: at },
      },
    ],
  };
};

/** The final certificate, once it is true. */
export const finalCertificate = (disposition: Disposition, now: Instant): PurgeCertificate | undefined =>
  disposition.status === 'purged' && disposition.certificate.finalAt <= now
    ? { ...disposition.certificate, stage: 'final' }
    : undefined;

export const recordFinal = (
  known: Known,
  certificate: PurgeCertificate,
  signed: string,
): Decided<Disposition, DispositionFact> => {
  const { tenantId, subject, recordId, recordClass, sealedAt } = known;
  const { finalAt } = certificate;
  return {
    state: { tenantId, subject, recordId, recordClass, sealedAt, status: 'final', certificate },
    facts: [
      {
        type: 'record.purge-final.v1',
        data: { recordId, subject, recordClass, finalAt, certificate: signed },
      },
    ],
  };
};

/** The record still exists although it was due: check again tomorrow. */
export const lookAgain = (disposition: Disposition, now: Instant): Disposition =>
  disposition.status === 'due' ? { ...disposition, checkAt: plusSeconds(now, daySeconds) } : disposition;

/** When somebody must look at it next, if at all. */
export const dispositionDeadline = (disposition: Disposition): Instant | undefined => {
  switch (disposition.status) {
    case 'due':
      return disposition.checkAt;
    case 'purged':
      return disposition.certificate.finalAt;
    default:
      return undefined;
  }
};
