import type { Instant } from '../instant.ts';
import { type CivilDate, earliestDateOf, endOfDayAnywhere, latestDateOf, plusYears } from '../civil-date.ts';
import { holdsIn, type RetentionPolicy, type RetentionRule } from './retention-policy.ts';

export interface LicenceHeld {
  readonly jurisdiction: string;
  readonly licenceType: string;
}

/** What decides how long one record is kept. */
export interface Kept {
  readonly recordClass: string;
  readonly createdAt: Instant;
  /** Every place whose law may apply: where the client lives, lived, and was during a session. */
  readonly jurisdictions: readonly string[];
  /** Licences of the record's author; empty: not known, so every licence's rule applies. */
  readonly licences: readonly LicenceHeld[];
  readonly birthDate?: CivilDate;
  /** When care ended; absent while it lasts. */
  readonly endOfCare?: Instant;
  /** The matters that hold the client's records. */
  readonly matters: readonly string[];
}

export type Retention = {
  readonly policyVersion: string;
  /** The rules that applied, by id. */
  readonly rules: readonly string[];
} & (
  | {
      readonly status: 'until';
      readonly expiresAt: Instant;
      /** The rule whose date is the latest. */
      readonly won: string;
    }
  | { readonly status: 'open'; readonly reason: 'care-open' | 'in-use' }
  | { readonly status: 'held'; readonly reason: 'hold'; readonly matters: readonly string[] }
  | {
      readonly status: 'unresolved';
      readonly reason:
        | 'class-unknown'
        | 'jurisdiction-unknown'
        | 'birth-date-unknown'
        | 'birth-date-implausible'
        | 'no-rule';
    }
);

/** One rule at work: the date from which it counts, and the date that it gives. */
export interface AppliedRule {
  readonly rule: RetentionRule;
  readonly from: CivilDate;
  readonly until: CivilDate;
  /** The client was a minor, and that gave the later date. */
  readonly byMinority: boolean;
}

export interface ExplainedRetention {
  readonly retention: Retention;
  /** Empty where no date can be given yet. */
  readonly applied: readonly AppliedRule[];
}

/**
 * How long a record is kept: the latest date that any applicable rule gives, and never a guess. Where the class, the
 * jurisdiction, the birth date or a rule is missing, it is unresolved and kept; with a matter open, it is held.
 */
export const retainUntil = (kept: Kept, policy: RetentionPolicy, now: Instant): Retention =>
  explainRetention(kept, policy, now).retention;

/** The decision with all that led to it. */
export const explainRetention = (kept: Kept, policy: RetentionPolicy, now: Instant): ExplainedRetention => {
  const rules = applicableRules(kept, policy, now);
  const decided = { policyVersion: policy.version, rules: rules.map(({ id }) => id).sort() };
  const without = (retention: Retention): ExplainedRetention => ({ retention, applied: [] });
  if (kept.matters.length > 0) {
    return without({ ...decided, status: 'held', reason: 'hold', matters: [...kept.matters].sort() });
  }
  const recordClass = policy.recordClasses[kept.recordClass];
  if (recordClass === undefined)
    return without({ ...decided, status: 'unresolved', reason: 'class-unknown' });
  if (recordClass.governedBy === 'use') return without({ ...decided, status: 'open', reason: 'in-use' });
  const gap = whatIsMissing(kept, policy, rules);
  if (gap !== undefined) return without({ ...decided, status: 'unresolved', reason: gap });
  if (kept.endOfCare === undefined && rules.some(({ base }) => base !== 'creation')) {
    return without({ ...decided, status: 'open', reason: 'care-open' });
  }
  const applied = rules.map((rule) => apply(rule, kept, policy));
  const latest = applied.reduce((best, each) => (beats(each, best) ? each : best));
  const expiresAt = endOfDayAnywhere(latest.until);
  return { retention: { ...decided, status: 'until', expiresAt, won: latest.rule.id }, applied };
};

/** Of two equal dates the smaller id is named, so that the order of the policy never shows. */
const beats = (left: AppliedRule, right: AppliedRule): boolean =>
  left.until > right.until || (left.until === right.until && left.rule.id < right.rule.id);

/**
 * The rules for a record: of its class, of each of its places, and of the author's licence there. An author without a
 * known licence in a place is under every rule of that place. A rule counts if it was in force on any day of the
 * record's life so far: a law that is relaxed later shortens nothing that it once bound.
 */
const applicableRules = (kept: Kept, policy: RetentionPolicy, now: Instant): readonly RetentionRule[] => {
  const today = latestDateOf(now);
  const created = earliestDateOf(kept.createdAt);
  return policy.rules.filter(
    (rule) =>
      rule.recordClasses.includes(kept.recordClass) &&
      rule.effectiveFrom <= today &&
      (rule.effectiveUntil === undefined || rule.effectiveUntil > created) &&
      (rule.jurisdiction === '*' || kept.jurisdictions.some((place) => bindsIn(rule, place, kept.licences))),
  );
};

const bindsIn = (rule: RetentionRule, place: string, licences: readonly LicenceHeld[]): boolean => {
  if (!holdsIn(rule.jurisdiction, place)) return false;
  if (rule.licenceTypes === undefined) return true;
  const here = licences.filter(({ jurisdiction }) => jurisdiction === place);
  return here.length === 0 || here.some(({ licenceType }) => rule.licenceTypes?.includes(licenceType));
};

type Gap = Extract<Retention, { status: 'unresolved' }>['reason'];

const whatIsMissing = (
  kept: Kept,
  policy: RetentionPolicy,
  rules: readonly RetentionRule[],
): Gap | undefined => {
  if (policy.recordClasses[kept.recordClass]?.governedBy === 'jurisdiction') {
    if (kept.jurisdictions.length === 0) return 'jurisdiction-unknown';
    if (!kept.jurisdictions.every((place) => isCovered(place, kept.licences, rules))) return 'no-rule';
  }
  if (rules.length === 0) return 'no-rule';
  if (!rules.some(({ minor }) => minor !== undefined)) return undefined;
  if (kept.birthDate === undefined) return 'birth-date-unknown';
  // Born after the record was made: a slip of the pen, and no ground for a purge.
  return kept.birthDate > latestDateOf(kept.createdAt) ? 'birth-date-implausible' : undefined;
};

/** A place is covered if it has a rule of its own, and one for each licence of the author there. */
const isCovered = (
  place: string,
  licences: readonly LicenceHeld[],
  rules: readonly RetentionRule[],
): boolean => {
  const own = rules.filter(({ jurisdiction }) => jurisdiction === place);
  const here = licences.filter(({ jurisdiction }) => jurisdiction === place);
  return (
    own.length > 0 &&
    here.every(({ licenceType }) =>
      own.some(({ licenceTypes }) => licenceTypes === undefined || licenceTypes.includes(licenceType)),
    )
  );
};

const apply = (rule: RetentionRule, kept: Kept, policy: RetentionPolicy): AppliedRule => {
  const created = latestDateOf(kept.createdAt);
  const ended = kept.endOfCare === undefined ? created : latestDateOf(kept.endOfCare);
  const from =
    rule.base === 'creation' ? created : rule.base === 'end-of-care' ? ended : later(created, ended);
  const until = plusYears(from, rule.years);
  const untilGrown = ofMinor(rule, kept, policy);
  return untilGrown !== undefined && untilGrown > until
    ? { rule, from, until: untilGrown, byMinority: true }
    : { rule, from, until, byMinority: false };
};

/** Who was a minor on the day of the record, or when care ended, counts as one: the earlier date is the safe one. */
const ofMinor = (
  { minor }: RetentionRule,
  { birthDate, createdAt, endOfCare }: Kept,
  { ageOfMajority }: RetentionPolicy,
): CivilDate | undefined => {
  if (minor === undefined || birthDate === undefined) return undefined;
  const majority = plusYears(birthDate, Math.max(ageOfMajority, minor.age));
  const wasMinor =
    earliestDateOf(createdAt) < majority || (endOfCare !== undefined && earliestDateOf(endOfCare) < majority);
  return wasMinor ? plusYears(birthDate, minor.age + minor.years) : undefined;
};

const later = (left: CivilDate, right: CivilDate): CivilDate => (left > right ? left : right);
