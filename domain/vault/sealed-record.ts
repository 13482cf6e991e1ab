import type { DecidedFact } from '../fact.ts';
import type { Instant } from '../instant.ts';
import type { Retention } from '../retention/retain-until.ts';

/** What a sealed record is bound to. It stands in the header that the cipher authenticates: moved, it does not open. */
export interface Binding {
  readonly tenantId: string;
  readonly subject: string;
  readonly recordId: string;
  readonly recordClass: string;
}

/** A record under seal: ciphertext and what is needed to keep it and let it go; nothing readable about anybody. */
export interface SealedRecord extends Binding {
  /** The event that brought it: the same event again is no new record. */
  readonly eventId: string;
  readonly sealedAt: Instant;
  readonly retention?: Retention;
  /** Set just before the sweep deletes it: the evidence of who did. */
  readonly purge?: { readonly by: 'sweep'; readonly at: Instant };
}

/** The name by which the bus refers to a sealed record (CloudEvents `dataref`). */
export const dataRef = (recordId: string): string => `urn:vigil:record:${recordId}`;

export type SealingFact =
  | DecidedFact<'record.sealed.v1', { recordId: string; subject: string; recordClass: string }>
  | DecidedFact<
      'record.retention-set.v1',
      {
        recordId: string;
        subject: string;
        recordClass: string;
        status: Retention['status'];
        expiresAt?: Instant;
        reason?: string;
        rules: readonly string[];
        policyVersion: string;
      }
    >;

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
      ...(retention.status === 'until' ? { expiresAt: retention.expiresAt } : { reason: retention.reason }),
      rules,
      policyVersion,
    },
  };
  return record.retention === undefined ? [{ type: 'record.sealed.v1', data: named(record) }, set] : [set];
};

const sameRetention = (left: Retention, right: Retention): boolean =>
  left.status === right.status &&
  left.policyVersion === right.policyVersion &&
  left.rules.join() === right.rules.join() &&
  (left.status === 'until' ? left.expiresAt : left.reason) ===
    (right.status === 'until' ? right.expiresAt : right.reason);
