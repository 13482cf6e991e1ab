import type { Fact } from '../../../events/facts.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Retention } from '../../../domain/retention/retain-until.ts';
import type { Binding, Filed, SealedRecord, SealingFact } from '../../../domain/records/sealed-record.ts';

/** A sealed record with its ciphertext, and the version that the next write must name. */
export interface StoredRecord extends SealedRecord {
  readonly jwe: string;
  readonly version: number;
}

/** A record without its ciphertext: what a decision about it needs. */
export type ListedRecord = Omit<StoredRecord, 'jwe'>;

export type RecordKey = Pick<Binding, 'tenantId' | 'subject' | 'recordId'>;

/** The sealed records. A record is written once; only its retention and its seal change afterwards. */
export interface Records {
  /** `exists`: a record has this id already, brought by the event that is named. */
  add(record: Omit<StoredRecord, 'version'>): Promise<'added' | { exists: { eventId: string } }>;
  get(key: RecordKey): Promise<StoredRecord | undefined>;
  /** All records of a subject, without their ciphertext. */
  list(tenantId: string, subject: string): Promise<readonly ListedRecord[]>;
  /** Stamps how long it is kept, and by whom it was filed. `conflict`: it changed or went in between; read it again. */
  setRetention(
    record: ListedRecord,
    retention: Retention,
    facts: readonly SealingFact[],
    now: Instant,
    filed?: Filed,
  ): Promise<'set' | 'conflict'>;
}

/** Sealing again, under a newer key. */
export interface ResealableRecords extends Pick<Records, 'get' | 'list'> {
  reseal(
    record: ListedRecord,
    jwe: string,
    facts: readonly Fact[],
    now: Instant,
  ): Promise<'resealed' | 'conflict'>;
}

/** What the daily sweep needs: what is overdue, and removal in two steps, so that the removal explains itself. */
export interface ExpiredRecords {
  /** Records whose time ran out before `before`, read from the expiry index; never a scan. */
  overdue(before: Instant): Promise<readonly RecordKey[]>;
  /** Marks and deletes. `kept`: it is no longer due, since it was held or stamped again. */
  purge(key: RecordKey, now: Instant): Promise<'purged' | 'kept'>;
}

/** What an erasure does to the rows of a client, whatever their dates. */
export interface ErasableRecords extends Pick<Records, 'list'> {
  /** Marks who does it and deletes. */
  erase(key: RecordKey, purge: NonNullable<SealedRecord['purge']>): Promise<void>;
}

/** A dated record as the expiry index knows it. */
export interface DatedRecord extends RecordKey {
  readonly recordClass: string;
  readonly expiresAt: Instant;
}

/** Reads of the expiry index: what they cost grows with what is due, not with what is stored. */
export interface ExpiryIndex {
  between(from: Instant, until: Instant): Promise<readonly DatedRecord[]>;
  /** One page of all dated records of a tenant, from a cursor that the page before gave. */
  page(
    tenantId: string,
    cursor: string | undefined,
  ): Promise<{ readonly records: readonly RecordKey[]; readonly cursor?: string }>;
}
