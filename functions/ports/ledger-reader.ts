import type { PublishedFact } from './messaging.ts';

/** Reads what stands in the ledger, for reports; it can change nothing. */
export interface LedgerReader {
  /** A tenant's facts of these types in the hour `2027-03-01T10`, oldest first. */
  factsOf(tenantId: string, hour: string, types: readonly string[]): Promise<readonly PublishedFact[]>;
}
