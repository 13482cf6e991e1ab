import type { CivilDate } from '../civil-date.ts';
import type { ClearancePolicy, Method, Rule, SelfConsentRule, UnsettledRule } from './policy.ts';

/** A value with the rule that it comes from. */
export interface Ruled<T> {
  readonly value: T;
  readonly rule: string;
}

/** The law of one place on one day, all rules taken together. */
export interface Law {
  /** False where nobody has reviewed the place: then a person decides, and no minor consents alone. */
  readonly known: boolean;
  /** The rule by which an adult decides; the age is the same everywhere. */
  readonly majority: string;
  readonly methods: Ruled<readonly Method[]>;
  readonly renewalMonths: Ruled<number> | undefined;
  readonly eachSession: string | undefined;
  readonly custody: string | undefined;
  readonly selfConsent: readonly SelfConsentRule[];
  /** Where nobody could settle whether minors may consent alone. */
  readonly unsettled: readonly UnsettledRule[];
}

const anyMajority = 'vigil.majority';
const anyMethod: Ruled<readonly Method[]> = {
  value: ['written', 'electronic', 'verbal'],
  rule: 'vigil.method',
};

/** Laws already put together: they depend on nothing but the policy, the place, the programme and the day. */
const known = new WeakMap<ClearancePolicy, Map<string, Law>>();

/** More places on one day than any provider has; beyond that they are put together again. */
const mostKnown = 1000;

/** The law of a place on a day; put together once for each. */
export const lawOf = (
  policy: ClearancePolicy,
  jurisdiction: string | undefined,
  program: string | undefined,
  today: CivilDate,
): Law => {
  let laws = known.get(policy);
  if (laws === undefined || laws.size >= mostKnown) known.set(policy, (laws = new Map<string, Law>()));
  const name = `${jurisdiction ?? ''} ${program ?? ''} ${today}`;
  let law = laws.get(name);
  if (law === undefined) laws.set(name, (law = putTogether(policy, jurisdiction, program, today)));
  return law;
};

/**
 * Where several rules apply the strictest counts, so a rule that is added can only make it stricter, the right of
 * minors to consent apart. In a place that nobody has reviewed only the rules that hold everywhere and those of its
 * country apply, and no minor consents alone.
 */
const putTogether = (
  policy: ClearancePolicy,
  jurisdiction: string | undefined,
  program: string | undefined,
  today: CivilDate,
): Law => {
  const reviewed =
    jurisdiction !== undefined && policy.jurisdictions.some((listed) => isWithin(jurisdiction, listed));
  const inForce = policy.rules.filter(
    (rule) =>
      rule.effectiveFrom <= today &&
      (rule.effectiveUntil === undefined || today < rule.effectiveUntil) &&
      (rule.program === undefined || rule.program === program) &&
      holdsIn(rule, jurisdiction),
  );
  return inForce.reduce<Law>(takeTogether, {
    known: reviewed,
    majority: anyMajority,
    methods: anyMethod,
    renewalMonths: undefined,
    eachSession: undefined,
    custody: undefined,
    selfConsent: [],
    unsettled: [],
  });
};

const holdsIn = ({ jurisdiction }: Rule, place: string | undefined): boolean =>
  jurisdiction === '*' || (place !== undefined && isWithin(place, jurisdiction));

/** Parts inherit from their country. */
const isWithin = (place: string, jurisdiction: string): boolean =>
  place === jurisdiction || place.startsWith(`${jurisdiction}-`);

const takeTogether = (law: Law, rule: Rule): Law => {
  switch (rule.kind) {
    case 'majority':
      return law.known && law.majority === anyMajority ? { ...law, majority: rule.id } : law;
    case 'method': {
      const value = law.methods.value.filter((method) => rule.methods.includes(method));
      return value.length < law.methods.value.length ? { ...law, methods: { value, rule: rule.id } } : law;
    }
    case 'renewal':
      return law.renewalMonths === undefined || rule.everyMonths < law.renewalMonths.value
        ? { ...law, renewalMonths: { value: rule.everyMonths, rule: rule.id } }
        : law;
    case 'each-session':
      return { ...law, eachSession: rule.id };
    case 'custody':
      return { ...law, custody: rule.id };
    case 'self-consent':
      return law.known ? { ...law, selfConsent: [...law.selfConsent, rule] } : law;
    case 'unsettled-self-consent':
      return law.known ? { ...law, unsettled: [...law.unsettled, rule] } : law;
  }
};
