import type { Assent, Consent, Denial, Grant, Lift, Withdrawal } from './consent.ts';
import { isNewer } from '../dated.ts';
import type { Instant } from '../instant.ts';
import { deniedBy, grantedBy, nameOf, type Speaker } from './speaker.ts';
import { correctedPlace, type PlaceCorrection, withCorrection } from '../place-correction.ts';
import type { PlaceReview } from './place-review.ts';

/** What clearance knows of a client. Contacts stay sealed in `profileRecordId`, the birth date in `sealedBirthDate`. */
export interface Client {
  readonly clientId: string;
  readonly registered?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly jurisdiction: string;
    /** Whose people are paged for the client, where the roster has a plan for it. */
    readonly schoolId?: string | undefined;
    readonly profileRecordId: string;
    /** Under the client's own key, so that it dies with it; absent where no profile could be read. */
    readonly sealedBirthDate?: string | undefined;
  };
  readonly dischargedAt?: Instant;
  readonly consents: Readonly<Record<string, Consent>>;
  /** By id and speaker. */
  readonly denials?: Readonly<Record<string, Denial>>;
  readonly lifts?: Readonly<Record<string, Lift>>;
  readonly assent?: Assent;
  /** Places that were written down by mistake, oldest first. */
  readonly placeCorrections?: readonly PlaceCorrection[];
  /** What people decided about places that the policy leaves open, oldest first. */
  readonly reviews?: readonly PlaceReview[];
  /** Sessions held on a minor's own consent, which the law of some places limits in number. */
  readonly selfConsented?: readonly { readonly sessionId: string; readonly at: Instant }[];
  /** Sessions that are not over, so that a change of consent finds them without an index that lags. */
  readonly openSessions: readonly string[];
}

export const newClient = (clientId: string): Client => ({ clientId, consents: {}, openSessions: [] });

export type ClientEvent =
  | ({ readonly type: 'registered' } & NonNullable<Client['registered']>)
  | { readonly type: 'discharged'; readonly at: Instant }
  | { readonly type: 'consent-granted'; readonly consentId: string; readonly grant: Grant }
  | {
      readonly type: 'consent-withdrawn';
      readonly consentId: string;
      readonly at: Instant;
      readonly eventId?: string;
      /** Without it, the person who gave it. */
      readonly by?: Speaker | undefined;
    }
  | { readonly type: 'denial-lifted'; readonly lift: Lift }
  | { readonly type: 'consent-denied'; readonly consentId: string; readonly denial: Denial }
  | { readonly type: 'assent-recorded'; readonly assent: Assent }
  | { readonly type: 'place-corrected'; readonly correction: PlaceCorrection }
  | { readonly type: 'self-consented'; readonly sessionId: string; readonly at: Instant };

/**
 * The client after an event. Events may come late, twice or in any order: whatever the order, the same events lead
 * to the same client (the newest statement wins; a consent once withdrawn stays withdrawn, a new one has a new id).
 */
export const applyToClient = (client: Client, event: ClientEvent): Client => {
  switch (event.type) {
    case 'registered': {
      const { type: _, ...registered } = event;
      return isNewer(registered, client.registered) ? { ...client, registered } : client;
    }
    case 'discharged':
      return client.dischargedAt === undefined || event.at > client.dischargedAt
        ? { ...client, dischargedAt: event.at }
        : client;
    case 'consent-granted': {
      const known = consentOf(client, event.consentId);
      const consent = withGrant(known, event.grant);
      return consent === known ? client : withConsent(client, event.consentId, consent);
    }
    case 'consent-withdrawn': {
      const known = consentOf(client, event.consentId);
      if (event.by !== undefined) {
        const withdrawal = { at: event.at, eventId: event.eventId ?? '', by: event.by };
        const consent = withWithdrawal(known, withdrawal);
        return consent === known ? client : withConsent(client, event.consentId, consent);
      }
      return known.withdrawnAt !== undefined && known.withdrawnAt <= event.at
        ? client
        : withConsent(client, event.consentId, { ...known, withdrawnAt: event.at });
    }
    case 'consent-denied': {
      const { consentId, denial } = event;
      // With its speaker, so that nobody replaces the "no" of another under the same id.
      const name = `${consentId} ${nameOf(deniedBy(denial))}`;
      return isNewer(denial, client.denials?.[name])
        ? { ...client, denials: { ...client.denials, [name]: denial } }
        : client;
    }
    case 'denial-lifted': {
      const { lift } = event;
      const name = `${lift.consentId} ${nameOf(lift.by)}`;
      return isNewer(lift, client.lifts?.[name])
        ? { ...client, lifts: { ...client.lifts, [name]: lift } }
        : client;
    }
    case 'assent-recorded':
      return outweighs(event.assent, client.assent) ? { ...client, assent: event.assent } : client;
    case 'place-corrected': {
      const known = client.placeCorrections ?? [];
      const placeCorrections = withCorrection(known, event.correction);
      return placeCorrections === known ? client : { ...client, placeCorrections };
    }
    case 'self-consented': {
      const held = client.selfConsented ?? [];
      if (held.some(({ sessionId }) => sessionId === event.sessionId)) return client;
      const { sessionId, at } = event;
      return { ...client, selfConsented: [...held, { sessionId, at }].sort(byTimeAndId) };
    }
  }
};

/** Where the client is at home, as it was meant. */
export const homeOf = ({ registered, placeCorrections = [] }: Client): string | undefined =>
  registered && correctedPlace(placeCorrections, { place: registered.jurisdiction, at: registered.at });

/** At the same time a refusal counts, whichever came first. */
const outweighs = (candidate: Assent, known: Assent | undefined): boolean =>
  known !== undefined && candidate.at === known.at && candidate.outcome !== known.outcome
    ? candidate.outcome === 'refused'
    : isNewer(candidate, known);

const consentOf = ({ consents }: Client, consentId: string): Consent =>
  Object.hasOwn(consents, consentId) ? (consents[consentId] ?? {}) : {};

/**
 * Each speaker's newest word under the id, the newest of all first: a second speaker must not erase what the first one
 * has said. A grant without a speaker gives way to a newer one that names the guardian.
 */
const withGrant = (known: Consent, grant: Grant): Consent => {
  const before = [...(known.grant === undefined ? [] : [known.grant]), ...(known.others ?? [])];
  const bySpeaker = new Map(before.map((each) => [nameOf(grantedBy(each)), each]));
  const name = nameOf(grantedBy(grant));
  if (!isNewer(grant, bySpeaker.get(name))) return known;
  bySpeaker.set(name, grant);
  const unnamed = bySpeaker.get(unnamedGuardian);
  const isNamedSince = [...bySpeaker.values()].some(
    (each) => each.grantor === 'guardian' && each !== unnamed && isNewer(each, unnamed),
  );
  if (unnamed !== undefined && isNamedSince) bySpeaker.delete(unnamedGuardian);
  const grants = [...bySpeaker.values()].sort((one, other) => (isNewer(one, other) ? -1 : 1));
  if (grants.length === before.length && grants.every((each, index) => each === before[index])) return known;
  const [newest, ...others] = grants;
  const { others: _, ...rest } = known;
  return { ...rest, grant: newest, ...(others.length === 0 ? {} : { others }) };
};

const unnamedGuardian = nameOf({ party: 'guardian' });

const withWithdrawal = (known: Consent, withdrawal: Withdrawal): Consent => {
  const name = nameOf(withdrawal.by);
  return isNewer(withdrawal, known.withdrawals?.[name])
    ? { ...known, withdrawals: { ...known.withdrawals, [name]: withdrawal } }
    : known;
};

const withConsent = (client: Client, consentId: string, consent: Consent): Client => ({
  ...client,
  consents: { ...client.consents, [consentId]: consent },
});

const byTimeAndId = (
  left: { readonly at: Instant; readonly sessionId: string },
  right: { readonly at: Instant; readonly sessionId: string },
): number => (`${left.at} ${left.sessionId}` < `${right.at} ${right.sessionId}` ? -1 : 1);
