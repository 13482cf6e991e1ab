import type { CivilDate } from '../civil-date.ts';

/** From when a period runs. `last-in-effect` is the later of creation and the end of care. */
export type BaseEvent = 'end-of-care' | 'creation' | 'last-in-effect';

/** One rule of the retention policy: how long records of some classes are kept where it applies. */
export interface RetentionRule {
  readonly id: string;
  readonly recordClasses: readonly string[];
  /** ISO 3166 code of the jurisdiction whose law it is: a country's rule holds in its subdivisions; `*` holds everywhere. */
  readonly jurisdiction: string;
  /** The licences that it binds; absent: every licence. */
  readonly licenceTypes?: readonly string[];
  readonly base: BaseEvent;
  readonly years: number;
  /** For a client who was a minor: kept at least until so many years after this age. */
  readonly minor?: { readonly age: number; readonly years: number };
  /** In force from this date, and until the day before `effectiveUntil`. */
  readonly effectiveFrom: CivilDate;
  readonly effectiveUntil?: CivilDate;
  /** A duty of law prevents erasure; a limit of the provider's own does not. */
  readonly nature: 'duty' | 'limit';
  /** The statute or regulation. */
  readonly source: string;
}

export interface RecordClass {
  readonly title: string;
  /**
   * `jurisdiction`: the law of each place decides, and a place without a rule leaves it unresolved. `everywhere`: rules
   * of any place suffice. `use`: kept while it is in use, and no date is ever set.
   */
  readonly governedBy: 'jurisdiction' | 'everywhere' | 'use';
  /** It shows that care was given: from then on the duty to keep a chart binds. */
  readonly evidenceOfCare: boolean;
}

export interface RetentionPolicy {
  readonly version: string;
  readonly ageOfMajority: number;
  readonly recordClasses: Readonly<Record<string, RecordClass>>;
  readonly rules: readonly RetentionRule[];
  /** How long an erasure that was granted waits, and may be cancelled. */
  readonly erasureWaitDays: number;
}

/** Does a rule of this place hold in that one? */
export const holdsIn = (ruleJurisdiction: string, jurisdiction: string): boolean =>
  ruleJurisdiction === '*' ||
  ruleJurisdiction === jurisdiction ||
  jurisdiction.startsWith(`${ruleJurisdiction}-`);
