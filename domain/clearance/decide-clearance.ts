import { type BirthDate, turnsAt } from './age.ts';
import { checkAssent } from './check-assent.ts';
import { type Check, failed, passed } from './check.ts';
import { checkConsent, type ConsentFound } from './check-consent.ts';
import { checkLicence } from './check-licence.ts';
import { checkRecipients } from './check-recipients.ts';
import { checkSafety } from './check-safety.ts';
import { type Client, homeOf, newClient } from './client.ts';
import type { Clinician } from './clinician.ts';
import { consentsOf } from './consent.ts';
import type { Instant } from '../instant.ts';
import { correctedPlace } from '../place-correction.ts';
import { type Law, lawOf } from './law.ts';
import { participantsOf, seenBy } from './participants.ts';
import { reviewFor } from './place-review.ts';
import { ageOfMajority, type ClearancePolicy, type ScopeRequirement } from './policy.ts';
import { type Session, withCurrentCheckIn } from './session.ts';

/** Who takes part, as far as they are known. */
export interface Parties {
  readonly client: Client | undefined;
  readonly clinician: Clinician | undefined;
  readonly birthDate: BirthDate;
  /** Who takes part besides the client of the session, by id. */
  readonly others?: Readonly<Record<string, Participant>>;
}

/** A client who takes part, as far as known. */
export type Participant = Pick<Parties, 'client' | 'birthDate'>;

export interface Clearance {
  readonly decision: 'cleared' | 'cleared-with-warnings' | 'blocked';
  readonly policyVersion: string;
  readonly checks: readonly Check[];
  /** Set where the treatment rests on the minor's own consent, which the law may limit in number. */
  readonly selfConsent?: true;
  /** Those of several participants whose treatment rests on their own consent as minors. */
  readonly selfConsentIds?: readonly string[];
}

/**
 * May this session run now? Fails closed: what is missing, unreadable or not known blocks, with a reason code of its
 * own. The order in which consents and licences arrived makes no difference.
 */
export const decideClearance = (
  session: Session,
  parties: Parties,
  policy: ClearancePolicy,
  now: Instant,
): Clearance => ofEach(session, parties, policy, now, decideForOne);

const decideForOne: Decide = (session, parties, policy, now) => {
  const current = withCurrentCheckIn(session, policy, now);
  const { checkIn } = current;
  return decide(current, parties, policy, now, placeOf(current, parties), [
    checkIn === undefined
      ? failed('location', session.checkIn === undefined ? 'location-unknown' : 'check-in-outdated', 'block')
      : passed('location', 'location-confirmed'),
    ...checkSafety(checkIn, kindPolicy(session, policy).checkIn),
  ]);
};

/**
 * What the clearance of a planned session will be when it starts, as far as it can be known before the check-in: the
 * client is taken to be at home. So a consent that will have run out by then is seen days ahead.
 */
export const foreseeClearance = (
  session: Session,
  parties: Parties,
  policy: ClearancePolicy,
  now: Instant,
): Clearance => ofEach(session, parties, policy, now, foreseeForOne);

const foreseeForOne: Decide = (session, parties, policy, now) => {
  const startsAt = session.scheduled?.startsAt ?? now;
  const home = parties.client && homeOf(parties.client);
  return decide(session, parties, policy, startsAt > now ? startsAt : now, home, []);
};

type Decide = (session: Session, parties: Parties, policy: ClearancePolicy, now: Instant) => Clearance;

/** Each participant is cleared for themselves, from where they are; one who is not blocks the session, by name. */
const ofEach = (
  session: Session,
  parties: Parties,
  policy: ClearancePolicy,
  now: Instant,
  decide: Decide,
): Clearance => {
  const participants = participantsOf(session);
  if (participants.length === 1) return decide(session, parties, policy, now);
  const each = participants.map((clientId) => {
    const participant = clientId === session.clientId ? parties : parties.others?.[clientId];
    const { client, birthDate } = participant ?? {
      client: undefined,
      birthDate: { status: 'unknown' } as const,
    };
    const own = { client, birthDate, clinician: parties.clinician };
    return { clientId, ...decide(seenBy(session, clientId), own, policy, now) };
  });
  const checks = each.flatMap(({ clientId, checks: own }) => own.map((check) => ({ clientId, ...check })));
  const selfConsentIds = each.flatMap(({ clientId, selfConsent }) =>
    selfConsent === true ? [clientId] : [],
  );
  return {
    decision: decisionOf(checks),
    policyVersion: policy.version,
    checks,
    ...(selfConsentIds.length === 0 ? {} : { selfConsentIds }),
  };
};

const kindPolicy = ({ scheduled }: Session, policy: ClearancePolicy) =>
  policy.sessionKinds[scheduled?.kind ?? 'individual'];

const treatment = 'telehealth-treatment';
const recording: ScopeRequirement = { scope: 'recording', ifMissing: 'block' };

const decide = (
  session: Session,
  parties: Parties,
  policy: ClearancePolicy,
  now: Instant,
  jurisdiction: string | undefined,
  ofToday: readonly Check[],
): Clearance => {
  const { scheduled, checkIn } = session;
  const { birthDate } = parties;
  const client = parties.client ?? newClient(session.clientId);
  const law = lawOf(policy, jurisdiction, scheduled?.program, now.slice(0, 10));
  const circumstances = {
    session,
    client,
    birthDate,
    law,
    place: jurisdiction,
    ofAgeAt: birthDate.status === 'known' ? turnsAt(birthDate.date, ageOfMajority) : undefined,
    now,
    policy,
    actorIds: actorsOf(session, parties.clinician),
    consents: consentsOf(client.consents),
  };
  const { scopes } = kindPolicy(session, policy);
  const required = scheduled?.recorded === true ? [...scopes, recording] : scopes;
  const found = required.map((requirement) => checkConsent(requirement, circumstances));
  const treatmentConsent = reliedFor(treatment, found);
  const checks: readonly Check[] = [
    checkPlace(client, jurisdiction, law, now),
    ...found.map(({ check }) => check),
    ...checkAssent(treatmentConsent?.as, client, birthDate, policy, law, now),
    ...checkRecipients(reliedFor('school-disclosure', found)?.grant, checkIn),
    ...checkLicence({
      clinician: parties.clinician,
      jurisdiction,
      clinicianJurisdiction: checkIn?.clinicianJurisdiction,
      policy,
      now,
    }),
    ...ofToday,
  ];
  return {
    decision: decisionOf(checks),
    policyVersion: policy.version,
    checks,
    ...(treatmentConsent?.as === 'minor' ? { selfConsent: true } : {}),
  };
};

/** Where the client is, as it was meant at the check-in. */
export const placeOf = (
  { sessionId, checkIn }: Session,
  { client }: Pick<Parties, 'client'>,
): string | undefined =>
  checkIn &&
  correctedPlace(client?.placeCorrections ?? [], {
    place: checkIn.jurisdiction,
    at: checkIn.at,
    sessionId,
  });

/** Does anybody answer for the law of this place: the policy, or a person who has reviewed it for this client? */
const checkPlace = (client: Client, place: string | undefined, law: Law, now: Instant): Check => {
  if (client.registered === undefined) return failed('jurisdiction', 'client-unknown', 'block');
  if (place === undefined) return failed('jurisdiction', 'location-unknown', 'block');
  if (law.known) return passed('jurisdiction', 'jurisdiction-known');
  const review = reviewFor(client, 'place-unlisted', place, now);
  if (review === undefined) return failed('jurisdiction', 'place-unlisted', 'block');
  const reliedOn = review.reviewerId;
  return review.outcome === 'permitted'
    ? passed('jurisdiction', 'place-reviewed', { reliedOn })
    : failed('jurisdiction', 'place-not-permitted', 'block', { reliedOn });
};

export const decisionOf = (checks: readonly Check[]): Clearance['decision'] => {
  if (checks.some(({ status }) => status === 'fail')) return 'blocked';
  return checks.some(({ status }) => status === 'warn') ? 'cleared-with-warnings' : 'cleared';
};

const reliedFor = (scope: string, found: readonly ConsentFound[]): ConsentFound['relied'] =>
  found.find(({ check }) => check.about === scope)?.relied;

/** Every id under which a consent or a denial may mean the clinician of this session. */
const actorsOf = ({ scheduled }: Session, clinician: Clinician | undefined): readonly string[] => [
  ...(scheduled === undefined ? [] : [scheduled.clinicianId]),
  ...(clinician?.registered?.otherIds ?? []),
];

/** True if two decisions say the same, so that there is nothing to publish. */
export const sameClearance = (left: Clearance | undefined, right: Clearance): boolean =>
  left !== undefined &&
  left.decision === right.decision &&
  left.policyVersion === right.policyVersion &&
  left.checks.length === right.checks.length &&
  left.checks.every((check, index) => sameCheck(check, right.checks[index]));

const sameCheck = (left: Check, right: Check | undefined): boolean =>
  left.check === right?.check &&
  left.clientId === right.clientId &&
  left.about === right.about &&
  left.status === right.status &&
  left.reason === right.reason &&
  left.reliedOn === right.reliedOn &&
  left.rule === right.rule;
