import type { Client, Consent } from './client.ts';
import type { Clinician } from './clinician.ts';
import type { Instant } from '../instant.ts';
import type { Session } from './session.ts';

export interface ClearancePolicy {
  readonly version: string;
  /** Scopes that must be consented to. */
  readonly requiredScopes: readonly string[];
  /** How a check that failed counts. */
  readonly privatePlace: 'block' | 'warn';
}

export interface Check {
  readonly check: 'consent' | 'licence' | 'location' | 'private-place';
  readonly status: 'pass' | 'warn' | 'fail';
  readonly reason: string;
  /** The consent or licence that the check relied on. */
  readonly reliedOn?: string;
}

export interface Clearance {
  readonly decision: 'cleared' | 'blocked';
  readonly policyVersion: string;
  readonly checks: readonly Check[];
}

/**
 * May this session run now? Fails closed: what is missing or not known blocks, with a reason code of its own.
 * The order in which consents and licences arrived makes no difference.
 */
export const decideClearance = (
  session: Session,
  client: Client | undefined,
  clinician: Clinician | undefined,
  policy: ClearancePolicy,
  now: Instant,
): Clearance => {
  const checks = [
    ...policy.requiredScopes.map((scope) => checkConsent(scope, client, now)),
    checkLocation(session),
    checkLicence(session, clinician, now),
    checkPrivatePlace(session, policy),
  ];
  const blocked = checks.some(({ status }) => status === 'fail');
  return { decision: blocked ? 'blocked' : 'cleared', policyVersion: policy.version, checks };
};

/** True where two decisions say the same, so that nothing new has to be told. */
export const sameClearance = (left: Clearance | undefined, right: Clearance): boolean =>
  left !== undefined &&
  left.decision === right.decision &&
  left.policyVersion === right.policyVersion &&
  left.checks.length === right.checks.length &&
  left.checks.every((check, index) => {
    const other = right.checks[index];
    return other?.check === check.check && other.status === check.status && other.reason === check.reason;
  });

/** Reasons from the nearest to a valid consent to the farthest: the first that applies to any consent is given. */
const consentReasons = [
  'consent-withdrawn',
  'consent-expired',
  'consent-not-yet-valid',
  'consent-incomplete',
] as const;

const checkConsent = (scope: string, client: Client | undefined, now: Instant): Check => {
  if (client === undefined) return { check: 'consent', status: 'fail', reason: 'client-unknown' };
  // Sorted by id, so that two consents that would both do always give the same answer.
  const candidates = Object.entries(client.consents)
    .filter(([, consent]) => consent.grant === undefined || consent.grant.scope === scope)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const inForce = candidates.find(([, consent]) => whyNotInForce(consent, now) === undefined);
  if (inForce !== undefined) {
    return { check: 'consent', status: 'pass', reason: 'consent-in-force', reliedOn: inForce[0] };
  }
  const reasons = new Set(candidates.map(([, consent]) => whyNotInForce(consent, now)));
  const reason = consentReasons.find((candidate) => reasons.has(candidate)) ?? 'consent-missing';
  return { check: 'consent', status: 'fail', reason };
};

const whyNotInForce = (consent: Consent, now: Instant): (typeof consentReasons)[number] | undefined => {
  if (consent.grant === undefined) return 'consent-incomplete';
  // At once, even where the sender's clock runs ahead of ours.
  if (consent.withdrawnAt !== undefined) return 'consent-withdrawn';
  if (consent.grant.validFrom > now) return 'consent-not-yet-valid';
  if (consent.grant.validUntil !== undefined && consent.grant.validUntil <= now) return 'consent-expired';
  return undefined;
};

const checkLocation = (session: Session): Check =>
  session.checkIn === undefined
    ? { check: 'location', status: 'fail', reason: 'location-unknown' }
    : { check: 'location', status: 'pass', reason: 'location-confirmed' };

const checkLicence = (session: Session, clinician: Clinician | undefined, now: Instant): Check => {
  const fail = (reason: string): Check => ({ check: 'licence', status: 'fail', reason });
  if (session.scheduled === undefined) return fail('clinician-unknown');
  if (clinician?.registered === undefined) return fail('licence-missing');
  if (session.checkIn === undefined) return fail('location-unknown');
  const { jurisdiction } = session.checkIn;
  const here = clinician.registered.licences.filter((licence) => licence.jurisdiction === jurisdiction);
  if (here.length === 0) return fail('licence-not-in-jurisdiction');
  const inDate = here.some(({ validFrom, validUntil }) => validFrom <= now && now < validUntil);
  return inDate
    ? { check: 'licence', status: 'pass', reason: 'licence-in-date', reliedOn: clinician.clinicianId }
    : fail('licence-out-of-date');
};

const checkPrivatePlace = (session: Session, policy: ClearancePolicy): Check => {
  if (session.checkIn?.privatePlace === true) {
    return { check: 'private-place', status: 'pass', reason: 'place-private' };
  }
  const reason = session.checkIn === undefined ? 'place-unknown' : 'place-not-private';
  return { check: 'private-place', status: policy.privatePlace === 'block' ? 'fail' : 'warn', reason };
};
