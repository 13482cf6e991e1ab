/**
 * What a field holds, from the point of view of the person it is about. The mark decides where a value may go:
 * `personal` and `health` are sealed at the edge under the client's key and never travel further in the clear;
 * everything else is opaque or coded and may stand on the bus, in queues, in logs and in the ledger.
 */
export type Classification = 'opaque-id' | 'code' | 'time' | 'count' | 'signature' | 'personal' | 'health';

/** Why Vigil holds a field at all: the purposes of the privacy notice. */
export type Purpose = 'clearance' | 'crisis-response' | 'care-record' | 'retention' | 'accountability';

/** Which retention rule governs a field: `ledger` for facts, else the class of the record that holds it. */
export type RetentionClass = 'ledger' | 'record';

declare module 'zod' {
  interface GlobalMeta {
    classification?: Classification;
    purpose?: Purpose;
    retention?: RetentionClass;
  }
}

/** True for values that must be sealed before they leave the edge. */
export const isSensitive = (classification: Classification | undefined): boolean =>
  classification === 'personal' || classification === 'health';
