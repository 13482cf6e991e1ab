import type { PublishedFact } from '../platform/bus/bus.ts';

/** The ledger: facts are added, never changed. Adding the same fact again changes nothing. */
export interface Ledger {
  append(fact: PublishedFact): Promise<void>;
}
