import { isAged } from './age.ts';
import { isOfCare } from './check-grantor.ts';
import type { ConsentCircumstances } from './check-consent.ts';
import type { Consent, Denial, Grant } from './consent.ts';
import type { Instant } from '../instant.ts';

type Consents = readonly (readonly [string, Consent])[];

/** A "no" that is in force: a denial, or a consent that was withdrawn. */
export interface Refusal {
  readonly reason: 'consent-denied' | 'consent-withdrawn';
  readonly at: Instant;
  readonly by: Speaker;
}

/** Who spoke. There is one client; guardians differ, and one without an id may be any of them. */
type Speaker = Pick<Denial, 'speakerId' | 'basis' | 'orderId'> & { readonly party: Denial['deniedBy'] };

const speakerOf = ({ grantor, speakerId, basis, orderId }: Grant): Speaker => ({
  party: grantor,
  speakerId,
  basis,
  orderId,
});

const isSameSpeaker = (one: Speaker, other: Speaker): boolean =>
  one.party === other.party &&
  (one.party !== 'guardian' || (one.speakerId !== undefined && one.speakerId === other.speakerId));

/** What was refused and not lifted, of the denials and consents of one scope. Dates and speakers decide, never arrival. */
export const refusalsIn = (
  denials: readonly Denial[],
  consents: Consents,
  circumstances: ConsentCircumstances,
): readonly Refusal[] => {
  const { now } = circumstances;
  const denied = denials
    .filter(
      (denial) =>
        isAbout(denial, circumstances) && !(denial.validUntil !== undefined && denial.validUntil <= now),
    )
    .map(({ deniedBy, at, ...by }): Refusal => ({
      reason: 'consent-denied',
      at,
      by: { party: deniedBy, ...by },
    }));
  const withdrawn = consents.flatMap(([, { grant, withdrawnAt }]): Refusal[] =>
    grant === undefined || withdrawnAt === undefined || !isAbout(grant, circumstances)
      ? []
      : [{ reason: 'consent-withdrawn', at: withdrawnAt, by: speakerOf(grant) }],
  );
  return [...denied, ...withdrawn].filter(
    (refusal) =>
      mayRefuse(refusal.by, circumstances) &&
      !consents.some(([, consent]) => lifts(consent, refusal, circumstances)),
  );
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
const lifts = (
  { grant, withdrawnAt }: Consent,
  { at, by }: Refusal,
  circumstances: ConsentCircumstances,
): boolean =>
  grant !== undefined &&
  withdrawnAt === undefined &&
  grant.at > at &&
  grant.validFrom <= circumstances.now &&
  isAbout(grant, circumstances) &&
  (grant.grantor === 'court' ? grant.orderId !== undefined : isSameSpeaker(speakerOf(grant), by));

/** Does this "no" strike a consent? */
export const strikes = (
  { reason, at, by }: Refusal,
  grant: Grant,
  circumstances: ConsentCircumstances,
): boolean => {
  // A withdrawal names one consent of its speaker: the others remain.
  if (isSameSpeaker(speakerOf(grant), by)) return reason === 'consent-denied' && grant.at <= at;
  if (by.party === 'court') return true;
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
