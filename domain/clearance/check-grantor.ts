import { type BirthDate, isAged } from './age.ts';
import type { Client } from './client.ts';
import type { Grant } from './consent.ts';
import type { Instant } from '../instant.ts';
import type { Law } from './law.ts';
import { reviewFor } from './place-review.ts';
import type { SelfConsentRule, UnsettledRule } from './policy.ts';
import type { FailedReason } from './remedies.ts';
import type { Session } from './session.ts';

export type Entitlement =
  | { readonly outcome: 'entitled'; readonly as: 'adult' | 'guardian' | 'court' }
  | { readonly outcome: 'entitled'; readonly as: 'minor'; readonly rule: SelfConsentRule | UnsettledRule }
  | { readonly outcome: 'not-entitled'; readonly reason: FailedReason; readonly rule?: string };

export interface Circumstances {
  readonly session: Session;
  readonly client: Client;
  readonly birthDate: BirthDate;
  readonly law: Law;
  /** Where the client is. */
  readonly place: string | undefined;
  /** When the client comes, or came, of age; nothing where the birth date is not known. */
  readonly ofAgeAt: Instant | undefined;
  readonly now: Instant;
}

/** Was this consent given by somebody who may give it, now and when it was given? */
export const entitlementOf = (grant: Grant, circumstances: Circumstances): Entitlement => {
  const { birthDate, law, now, ofAgeAt } = circumstances;
  if (birthDate.status !== 'known' || ofAgeAt === undefined) {
    return refused(birthDate.status === 'unknown' ? 'age-unknown' : 'age-unreadable');
  }
  switch (grant.grantor) {
    case 'court':
      return grant.orderId === undefined ? refused('order-missing') : { outcome: 'entitled', as: 'court' };
    case 'guardian':
      return ofGuardian(grant, law, ofAgeAt <= now ? law.majority : undefined);
    case 'client':
      return ofAgeAt <= grant.at
        ? { outcome: 'entitled', as: 'adult' }
        : ofMinor(grant, birthDate.date, circumstances, ofAgeAt <= now);
  }
};

const refused = (reason: FailedReason, rule?: string): Entitlement => ({
  outcome: 'not-entitled',
  reason,
  ...(rule === undefined ? {} : { rule }),
});

const ofGuardian = (grant: Grant, law: Law, ofAgeBy: string | undefined): Entitlement => {
  // A parent speaks by parental responsibility, unless the consent names an order.
  const isParent = grant.capacity === 'parent';
  const basis = grant.basis ?? (isParent ? 'parental-responsibility' : undefined);
  const relationship = grant.relationship ?? (isParent ? 'parent' : undefined);
  // An adult may have a guardian, but only by order.
  if (ofAgeBy !== undefined && basis !== 'guardianship-order') return refused('client-of-age', ofAgeBy);
  if (basis === undefined || relationship === undefined) return refused('guardian-basis-missing');
  if (basis !== 'parental-responsibility' && grant.orderId === undefined) return refused('order-missing');
  if (ofAgeBy !== undefined || law.custody === undefined) return { outcome: 'entitled', as: 'guardian' };
  const custodyShown =
    grant.custody === 'no-order' || (grant.custody === 'order-on-file' && grant.orderId !== undefined);
  return custodyShown
    ? { outcome: 'entitled', as: 'guardian' }
    : refused('custody-order-missing', law.custody);
};

/**
 * Whether a minor's right to consent to care includes this scope. What a school discloses the parents decide until 18
 * (FERPA: 34 CFR 99.3 "eligible student", 99.30).
 */
export const isOfCare = ({ scope }: Pick<Grant, 'scope'>): boolean => scope !== 'school-disclosure';

const ofMinor = (
  grant: Grant,
  birthDate: string,
  circumstances: Circumstances,
  adultNow: boolean,
): Entitlement => {
  const { law, session, client, now } = circumstances;
  // The age when it was given counts: a consent that was void does not heal by a birthday.
  const rules = law.selfConsent.filter((rule) => isOfCare(grant) && isAged(birthDate, rule, grant.at));
  const open = rules.length > 0 || adultNow ? undefined : unsettledFor(grant, birthDate, circumstances);
  if (open !== undefined) return open;
  if (rules.length === 0)
    return refused(adultNow ? 'consent-from-minor' : 'minor-cannot-consent', law.majority);
  const results = rules.map((rule): Entitlement => {
    const attested = (condition: string): boolean => grant.conditions?.includes(condition) === true;
    if (!rule.conditions.every(attested))
      return refused(adultNow ? 'consent-from-minor' : 'condition-not-attested', rule.id);
    const reason =
      adultNow || (rule.limitsWaivedBy !== undefined && attested(rule.limitsWaivedBy))
        ? undefined
        : limitReached(rule, session, client, now);
    return reason === undefined ? { outcome: 'entitled', as: 'minor', rule } : refused(reason, rule.id);
  });
  // Each rule is a right of its own: one is enough.
  return results.find(({ outcome }) => outcome === 'entitled') ?? (results[0] as Entitlement);
};

/** Where the law is not settled a person decides, for this client in this place. */
const unsettledFor = (
  grant: Grant,
  birthDate: string,
  { law, client, place, now }: Circumstances,
): Entitlement | undefined => {
  const rule = law.unsettled.find((each) => isOfCare(grant) && isAged(birthDate, each, grant.at));
  if (rule === undefined || place === undefined) return undefined;
  const review = reviewFor(client, 'minor-consent-unsettled', place, now);
  if (review === undefined) return refused('minor-consent-unsettled', rule.id);
  return review.outcome === 'permitted'
    ? { outcome: 'entitled', as: 'minor', rule }
    : refused('minor-cannot-consent', rule.id);
};

const weekMs = 7 * 24 * 3600 * 1000;

const limitReached = (
  { maxMinutes, maxSessions, maxPerWeek }: SelfConsentRule,
  session: Session,
  client: Client,
  now: Instant,
): FailedReason | undefined => {
  if (maxMinutes !== undefined) {
    const minutes = session.scheduled?.plannedMinutes;
    if (minutes === undefined) return 'session-length-unknown';
    if (minutes > maxMinutes) return 'session-too-long';
  }
  const others = (client.selfConsented ?? []).filter(({ sessionId }) => sessionId !== session.sessionId);
  if (maxSessions !== undefined && others.length >= maxSessions) return 'sessions-used-up';
  if (maxPerWeek === undefined) return undefined;
  const weekAgo = new Date(Date.parse(now) - weekMs).toISOString();
  return others.filter(({ at }) => at > weekAgo).length >= maxPerWeek ? 'visits-used-up' : undefined;
};
