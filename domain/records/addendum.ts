import type { Instant } from '../instant.ts';
import { isExpired, type SealedRecord } from './sealed-record.ts';

/** Why a record cannot be an addendum: records are never edited, so a correction must match what it corrects. */
export type AddendumFault = 'addendum-to-itself' | 'addendum-target-unknown' | 'addendum-of-another-class';

/**
 * A correction belongs to a record of the same client and of the same class: filed under another class, it would show
 * what it corrects to people who may not open that.
 */
export const addendumFault = (
  addendum: { readonly recordId: string; readonly recordClass: string; readonly addendumTo: string },
  target: Pick<SealedRecord, 'recordClass' | 'retention'> | undefined,
  now: Instant,
): AddendumFault | undefined => {
  if (addendum.addendumTo === addendum.recordId) return 'addendum-to-itself';
  if (target === undefined || isExpired(target, now)) return 'addendum-target-unknown';
  return target.recordClass === addendum.recordClass ? undefined : 'addendum-of-another-class';
};
