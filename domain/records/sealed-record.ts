import type { FactOf } from '../../events/facts.ts';
import type { Instant } from '../instant.ts';
import type { Retention } from '../retention/retain-until.ts';

/** What a sealed record is bound to. The cipher authenticates it in the header: a moved record does not open. */
export interface Binding {
  readonly tenantId: string;
  readonly subject: string;
  readonly recordId: string;
  readonly recordClass: string;
}

/** The subject of the contacts of people on call. No client's subject equals it: those begin with `client:`. */
export const onCallSubject = 'roster';

/** A record under seal: ciphertext and what is needed to keep it and let it go; nothing readable about anybody. */
export interface SealedRecord extends Binding {
  /** The event that brought it: the same event again is no new record. */
  readonly eventId: string;
  readonly sealedAt: Instant;
  readonly retention?: Retention;
  /** Who wrote it and in which session, where that is known: the author's licences decide about its retention. */
  readonly filed?: Filed;
  /** Set just before the sweep or an erasure deletes it: the evidence of who did. */
  readonly purge?: { readonly by: 'sweep' | 'erasure'; readonly at: Instant; readonly dueAt?: Instant };
}

export interface Filed {
  readonly authorId: string;
  readonly sessionId?: string;
  /** The record that this one corrects or completes: records are never edited. */
  readonly addendumTo?: string;
}

/** Records whose time is over are gone for every reader, although DynamoDB deletes them days later. */
export const isExpired = ({ retention }: Pick<SealedRecord, 'retention'>, now: Instant): boolean =>
  retention?.status === 'until' && retention.expiresAt <= now;

/** The name by which the bus refers to a sealed record (CloudEvents `dataref`). */
export const dataRef = (recordId: string): string => `urn:vigil:record:${recordId}`;

export type SealingFact = FactOf<'record.sealed.v1'> | FactOf<'record.retention-set.v1'>;

const named = ({ recordId, subject, recordClass }: Binding) => ({ recordId, subject, recordClass });

/** The facts of a record's retention: that it is sealed, once, and how long it is kept whenever that changes. */
export const retentionFacts = (record: SealedRecord, retention: Retention): readonly SealingFact[] => {
  if (record.retention !== undefined && sameRetention(record.retention, retention)) return [];
  const { status, rules, policyVersion } = retention;
  const set: SealingFact = {
    type: 'record.retention-set.v1',
    data: {
      ...named(record),
      status,
      ...(retention.status === 'until'
        ? { expiresAt: retention.expiresAt, won: retention.won }
        : { reason: retention.reason }),
      rules,
      policyVersion,
    },
  };
  if (record.retention !== undefined) return [set];
  const { sealedAt, filed } = record;
  const addendumTo = filed?.addendumTo;
  const data = { ...named(record), sealedAt, ...(addendumTo === undefined ? {} : { addendumTo }) };
  return [{ type: 'record.sealed.v1', data }, set];
};

export const sameRetention = (left: Retention, right: Retention): boolean =>
  JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));

const comparable = (retention: Retention): unknown[] => [
  retention.status,
  retention.policyVersion,
  retention.rules,
  retention.status === 'until' ? [retention.expiresAt, retention.won] : retention.reason,
  retention.status === 'held' ? retention.matters : [],
];
