import { type BirthDate, hasTurned, isAged } from './age.ts';
import { type Check, failed, passed } from './check.ts';
import type { Relied } from './check-consent.ts';
import type { Client } from './client.ts';
import type { Instant } from '../instant.ts';
import type { Law } from './law.ts';
import type { ClearancePolicy } from './policy.ts';

/** Where a guardian or a court has consented: does the minor agree, too? Asked of children who are old enough to be asked. */
export const checkAssent = (
  consentedAs: Relied['as'] | undefined,
  { assent }: Client,
  birthDate: BirthDate,
  { assent: { fromAge, ifMissing, ifRefused } }: ClearancePolicy,
  law: Law,
  now: Instant,
): readonly Check[] => {
  if (consentedAs !== 'guardian' && consentedAs !== 'court') return [];
  // A child's "no" counts at any age; only asking has a minimum age.
  if (assent?.outcome === 'refused') {
    // Where the law makes minor and guardian independent, a refusal must not undo the guardian's consent: it warns.
    const independent = law.selfConsent.find(
      (rule) =>
        rule.independent === true && birthDate.status === 'known' && isAged(birthDate.date, rule, now),
    );
    return independent === undefined
      ? [failed('assent', 'assent-refused', ifRefused)]
      : [failed('assent', 'assent-refused', 'warn', { rule: independent.id })];
  }
  if (assent?.outcome === 'given') return [passed('assent', 'assent-given')];
  const oldEnough = birthDate.status !== 'known' || hasTurned(birthDate.date, fromAge, now);
  return oldEnough ? [failed('assent', 'assent-missing', ifMissing)] : [];
};
