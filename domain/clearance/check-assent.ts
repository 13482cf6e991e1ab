import { type BirthDate, hasTurned } from './age.ts';
import { type Check, failed, passed } from './check.ts';
import type { Relied } from './check-consent.ts';
import type { Client } from './client.ts';
import type { Instant } from '../instant.ts';
import type { ClearancePolicy } from './policy.ts';

/** Where a guardian or a court has consented: does the minor agree, too? Asked of children who are old enough to be asked. */
export const checkAssent = (
  consentedAs: Relied['as'] | undefined,
  { assent }: Client,
  birthDate: BirthDate,
  { assent: { fromAge, ifMissing, ifRefused } }: ClearancePolicy,
  now: Instant,
): readonly Check[] => {
  if (consentedAs !== 'guardian' && consentedAs !== 'court') return [];
  // A child's "no" counts at any age; only asking has a minimum age.
  if (assent?.outcome === 'refused') return [failed('assent', 'assent-refused', ifRefused)];
  if (assent?.outcome === 'given') return [passed('assent', 'assent-given')];
  const oldEnough = birthDate.status !== 'known' || hasTurned(birthDate.date, fromAge, now);
  return oldEnough ? [failed('assent', 'assent-missing', ifMissing)] : [];
};
