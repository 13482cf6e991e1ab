import { isAged } from './age.ts';
import { isOfCare } from './check-grantor.ts';
import type { ConsentCircumstances } from './check-consent.ts';
import type { Consent, Denial, Grant } from './consent.ts';
import type { Instant } from '../instant.ts';
import { deniedBy, grantedBy, isSameSpeaker, mayUndo, type Speaker } from './speaker.ts';
import { endOf, isReplaced, ofDenial, ofGrant, type Statement } from './superseded.ts';

type Consents = readonly (readonly [string, Consent])[];

/** A "no" that is in force: a denial, or a consent that was withdrawn. */
export interface Refusal {
  readonly reason: 'consent-denied' | 'consent-withdrawn';
  readonly consentId: string;
  readonly at: Instant;
  readonly by: Speaker;
}

/** What was said about one scope. */
export interface Said {
  /** By their stored names. */
  readonly denials: readonly (readonly [string, Denial])[];
  readonly consents: Consents;
}

/** What was refused and not lifted, of the denials and consents of one scope. Dates and speakers decide, never arrival. */
export const refusalsIn = (said: Said, circumstances: ConsentCircumstances): readonly Refusal[] => {
  const { now } = circumstances;
  const isGone = replacedIn(said, circumstances);
  const denied = said.denials
    .filter(
      ([name, denial]) =>
        isAbout(denial, circumstances) &&
        !(denial.validUntil !== undefined && denial.validUntil <= now) &&
        !isGone(ofDenial(name, denial)),
    )
    .map(([name, denial]): Refusal => ({
      reason: 'consent-denied',
      consentId: name.split(' ')[0] ?? '',
      at: denial.at,
      by: deniedBy(denial),
    }));
  const withdrawn = said.consents.flatMap(([consentId, { grant, withdrawnAt, withdrawals }]): Refusal[] => {
    if (grant === undefined || !isAbout(grant, circumstances)) return [];
    const reason = 'consent-withdrawn';
    const byOthers = Object.values(withdrawals ?? {}).map(
      ({ at, by }) => ({ reason, consentId, at, by }) as const,
    );
    return withdrawnAt === undefined
      ? byOthers
      : [{ reason, consentId, at: withdrawnAt, by: grantedBy(grant) }, ...byOthers];
  });
  return [...denied, ...withdrawn].filter(
    (refusal) =>
      mayRefuse(refusal.by, circumstances) &&
      !said.consents.some(([, consent]) => lifts(consent, refusal, circumstances)) &&
      !Object.values(circumstances.client.lifts ?? {}).some(
        ({ consentId, at, by }) =>
          consentId === refusal.consentId && at > refusal.at && at <= now && mayUndo(by, refusal.by),
      ),
  );
};

/** Which consents and denials were replaced by later ones of the same speaker, or of a court. */
export const replacedIn = (
  { denials, consents }: Said,
  circumstances: ConsentCircumstances,
): ((statement: Statement) => boolean) => {
  const replacing = [
    ...consents.flatMap(([consentId, consent]) =>
      consent.grant?.supersedes === undefined ? [] : [ofGrant(consentId, consent, consent.grant)],
    ),
    ...denials.flatMap(([name, denial]) => (denial.supersedes === undefined ? [] : [ofDenial(name, denial)])),
  ];
  if (replacing.length === 0) return () => false;
  return (statement) =>
    isReplaced(statement, replacing, (each) => isAbout(each, circumstances), circumstances.now);
};

/** Does it mean the clinician and the session of today? */
const isAbout = (
  { actorIds, sessionId }: Pick<Grant, 'actorIds' | 'sessionId'>,
  { actorIds: actors, session }: ConsentCircumstances,
): boolean =>
  (actorIds === undefined || actorIds.some((named) => actors.includes(named))) &&
  (sessionId === undefined || sessionId === session.sessionId);

/** For an adult only a guardian by order speaks; what a parent said until then does not bind them. */
const mayRefuse = ({ party, basis, orderId }: Speaker, { ofAgeAt, now }: ConsentCircumstances): boolean =>
  party !== 'guardian' ||
  ofAgeAt === undefined ||
  ofAgeAt > now ||
  (basis === 'guardianship-order' && orderId !== undefined);

/** A later consent of the same speaker lifts a refusal, or one by order of a court; it goes on doing so after it expires. */
const lifts = (consent: Consent, { at, by }: Refusal, circumstances: ConsentCircumstances): boolean => {
  const { grant } = consent;
  return (
    grant !== undefined &&
    endOf(consent, grant) === undefined &&
    grant.at > at &&
    grant.validFrom <= circumstances.now &&
    isAbout(grant, circumstances) &&
    mayUndo(grantedBy(grant), by)
  );
};

/** Does this "no" strike a consent? */
export const strikes = (
  { reason, at, by }: Refusal,
  grant: Grant,
  circumstances: ConsentCircumstances,
): boolean => {
  // A withdrawal names one consent of its speaker: the others remain.
  if (isSameSpeaker(grantedBy(grant), by)) return reason === 'consent-denied' && grant.at <= at;
  if (by.party === 'court' || by.party === 'clinician') return true;
  // What a court has ordered binds guardians until a court lifts it.
  if (by.party === 'guardian' && grant.grantor === 'court') return grant.orderId === undefined;
  // What the law lets minors decide alone no guardian forbids.
  if (by.party === 'guardian' && grant.grantor === 'client')
    return !isOfCare(grant) || !hasOwnRight(circumstances, () => true);
  // Where the law makes minor and guardian independent, neither undoes what the other has said.
  return (
    by.party === 'guardian' ||
    !isOfCare(grant) ||
    !hasOwnRight(circumstances, ({ independent }) => independent === true)
  );
};

const hasOwnRight = (
  { law, birthDate, ofAgeAt, now }: ConsentCircumstances,
  fits: (rule: ConsentCircumstances['law']['selfConsent'][number]) => boolean,
): boolean =>
  birthDate.status === 'known' &&
  ofAgeAt !== undefined &&
  ofAgeAt > now &&
  law.selfConsent.some((rule) => fits(rule) && isAged(birthDate.date, rule, now));
