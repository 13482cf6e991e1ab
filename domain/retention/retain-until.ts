import { type Instant, plusSeconds } from '../instant.ts';

/** One rule of the retention policy: how long records of some classes are kept where it applies. */
export interface RetentionRule {
  readonly id: string;
  readonly recordClasses: readonly string[];
  /** ISO 3166 code of the jurisdiction whose law it is. */
  readonly jurisdiction: string;
  /** Years from the end of care. */
  readonly years: number;
  /** For who was a minor when care ended: kept at least until this age. */
  readonly minorUntilAge: number;
  /** The statute or regulation. */
  readonly source: string;
}

export interface RetentionPolicy {
  readonly version: string;
  readonly ageOfMajority: number;
  readonly rules: readonly RetentionRule[];
}

/** A civil date, `YYYY-MM-DD`. */
export type CivilDate = string;

export interface Kept {
  readonly recordClass: string;
  readonly jurisdiction?: string;
  readonly birthDate?: CivilDate;
  /** When care ended; absent while it lasts. */
  readonly dischargedAt?: Instant;
}

export type Retention = {
  readonly policyVersion: string;
  /** The rules that applied, by id. */
  readonly rules: readonly string[];
} & (
  | { readonly status: 'until'; readonly expiresAt: Instant }
  | { readonly status: 'open'; readonly reason: 'care-open' }
  | {
      readonly status: 'unresolved';
      readonly reason: 'jurisdiction-unknown' | 'birth-date-unknown' | 'no-rule';
    }
);

/**
 * How long a record is kept: the latest date that any applicable rule gives, and never a guess. Where the
 * jurisdiction, the birth date or a rule for the class is missing, it is unresolved and kept.
 */
export const retainUntil = (kept: Kept, policy: RetentionPolicy): Retention => {
  const { jurisdiction, birthDate, dischargedAt, recordClass } = kept;
  const rules = policy.rules.filter(
    (rule) => rule.recordClasses.includes(recordClass) && rule.jurisdiction === jurisdiction,
  );
  const decided = { policyVersion: policy.version, rules: rules.map(({ id }) => id) };
  if (jurisdiction === undefined) return { ...decided, status: 'unresolved', reason: 'jurisdiction-unknown' };
  if (rules.length === 0) return { ...decided, status: 'unresolved', reason: 'no-rule' };
  if (birthDate === undefined) return { ...decided, status: 'unresolved', reason: 'birth-date-unknown' };
  if (dischargedAt === undefined) return { ...decided, status: 'open', reason: 'care-open' };

  // Nobody says in which time zone care ended, so each date is taken where it keeps the record longer: the years run
  // from the latest date that it was anywhere, and whoever was not yet of age anywhere was a minor.
  const discharged = dateAt(dischargedAt, farthestAheadHours);
  const minor = dateAt(dischargedAt, farthestBehindHours) < plusYears(birthDate, policy.ageOfMajority);
  const dates = rules.flatMap((rule) => [
    plusYears(discharged, rule.years),
    ...(minor ? [plusYears(birthDate, rule.minorUntilAge)] : []),
  ]);
  const last = dates.reduce((latest, date) => (date > latest ? date : latest));
  return { ...decided, status: 'until', expiresAt: endOfDayAnywhere(last) };
};

/** The same day so many years later; 29 February becomes 1 March, the later of the two choices. */
export const plusYears = (date: CivilDate, years: number): CivilDate => {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
};

const farthestAheadHours = 14;
const farthestBehindHours = -12;

const dateAt = (instant: Instant, offsetHours: number): CivilDate =>
  plusSeconds(instant, offsetHours * 3600).slice(0, 10);

/** When the day is over everywhere on earth: midnight in the zone farthest behind, which is noon UTC of the next day. */
const endOfDayAnywhere = (date: CivilDate): Instant =>
  plusSeconds(`${date}T00:00:00.000Z`, (24 - farthestBehindHours) * 3600);
