import type { LedgerFact } from '../../../domain/canonical-json.ts';
import type { SignedDigest } from '../../../domain/ledger/digest.ts';
import type { ReportedType } from '../../../domain/ledger/reported-types.ts';
import type { Instant } from '../../../domain/instant.ts';

/** A digest with what it covers: the hashes of its facts, and where those that came late stand. */
export interface StoredDigest extends SignedDigest {
  readonly late: readonly FactPlace[];
  /** The last marker of a late fact that is covered. */
  readonly lateThrough: string;
}

/** The position of a fact in the ledger. */
export interface FactPlace {
  readonly hour: string;
  readonly position: string;
}

/** Reads of the ledger, each within one partition of one tenant; never a scan. */
export interface LedgerReader {
  /** Hours after `after` in which something was decided, oldest first. */
  hoursAfter(tenantId: string, after: string): Promise<readonly string[]>;
  /** The facts of an hour in order, without those that came after it was closed. */
  factsOf(tenantId: string, hour: string): Promise<readonly LedgerFact[]>;
  factsAt(tenantId: string, places: readonly FactPlace[]): Promise<readonly LedgerFact[]>;
  /** Facts that came late, after one marker and up to a time. */
  lateAfter(
    tenantId: string,
    after: string,
    until: Instant,
  ): Promise<readonly { readonly marker: string; readonly place: FactPlace }[]>;
  lastDigest(tenantId: string): Promise<StoredDigest | undefined>;
  digests(tenantId: string, fromSequence: number): AsyncIterable<StoredDigest>;
  hashesOf(tenantId: string, sequence: number): Promise<readonly string[]>;
  /** Facts of a reported type in a period, oldest first. */
  ofType(tenantId: string, type: ReportedType, from: Instant, until: Instant): Promise<readonly LedgerFact[]>;
}

export interface DigestWriter {
  /** `exists`: another run was faster; nothing was written. */
  add(digest: StoredDigest, hashes: readonly string[]): Promise<'added' | 'exists'>;
}
