import type { Instant } from '../../domain/instant.ts';
import type { Retention } from '../../domain/retention/retain-until.ts';
import type { Binding, SealedRecord, SealingFact } from '../../domain/vault/sealed-record.ts';

/** A sealed record with its ciphertext, and the version that the next write must name. */
export interface StoredRecord extends SealedRecord {
  readonly jwe: string;
  readonly version: number;
}

export type RecordKey = Pick<Binding, 'tenantId' | 'subject' | 'recordId'>;

/** The sealed records. A record is written once; only its retention changes afterwards. */
export interface Records {
  /** `exists`: a record has this id already, brought by the event that is named. */
  add(record: Omit<StoredRecord, 'version'>): Promise<'added' | { exists: { eventId: string } }>;
  get(key: RecordKey): Promise<StoredRecord | undefined>;
  /** All records of a subject, without their ciphertext. */
  list(tenantId: string, subject: string): Promise<readonly Omit<StoredRecord, 'jwe'>[]>;
  /** Stamps how long it is kept. `conflict`: it changed or went in between; read it again. */
  stamp(
    record: Omit<StoredRecord, 'jwe'>,
    retention: Retention,
    facts: readonly SealingFact[],
    now: Instant,
  ): Promise<'stamped' | 'conflict'>;
}

/** What the daily sweep needs: what is overdue, and removal in two steps, so that the removal explains itself. */
export interface ExpiredRecords {
  /** Records whose time ran out before `before`, read from the expiry index; never a scan. */
  overdue(before: Instant): Promise<readonly RecordKey[]>;
  /** Marks and deletes. `kept`: it is no longer due, since it was held or stamped anew. */
  purge(key: RecordKey, now: Instant): Promise<'purged' | 'kept'>;
}
