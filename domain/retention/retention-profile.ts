import type { FactOf } from '../../events/facts.ts';
import { isNewer } from '../dated.ts';
import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
import { correctedPlace, type PlaceCorrection, withCorrection } from '../place-correction.ts';
import type { Erasure, ErasureFact } from './erasure.ts';

/**
 * A reason why nothing of a client may go: a lawsuit, an investigation, an audit, a complaint. It may be opened again after
 * its release: a matter is open if its latest placement is not older than its latest release.
 */
export interface Matter {
  readonly placed?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly kind: FactOf<'hold.in-force.v1'>['data']['kind'];
    readonly placedBy: string;
    readonly reviewAt: Instant;
    readonly sessionId?: string;
  };
  readonly released?: { readonly at: Instant; readonly eventId: string; readonly releasedBy: string };
}

/** What decides how long the records of a client are kept. Birth date and contacts stay sealed in the profile record. */
export interface RetentionProfile {
  readonly clientId: string;
  readonly profile?: { readonly at: Instant; readonly eventId: string; readonly recordId: string };
  /**
   * Every place the client was ever known to live, or to be during a session, as it was meant: moving shortens nothing,
   * and a place that was written down by mistake is none of them.
   */
  readonly jurisdictions: readonly string[];
  /** What was stated about each place, so that a correction can undo it. */
  readonly stated?: Readonly<Record<string, StatedPlaces>>;
  /** Places that were written down by mistake, oldest first. */
  readonly placeCorrections?: readonly PlaceCorrection[];
  readonly dischargedAt?: Instant;
  readonly lastServiceAt?: Instant;
  readonly matters: Readonly<Record<string, Matter>>;
  readonly erasure?: Erasure;
  /** Requests for erasure that were taken back, whichever came first; the newest last. */
  readonly cancelledRequests?: readonly string[];
  /** Events about holds and requests for erasure that were decided: the same again changes nothing. The newest last. */
  readonly settled?: readonly string[];
}

/** When a place was stated first and last: by the registration (under an empty name), and in check-ins by session. */
export interface StatedPlaces {
  readonly by: Readonly<Record<string, { readonly first: Instant; readonly last: Instant }>>;
  /** More sessions, or statements without a date, than are listed: the place was no mistake of a single one. */
  readonly more?: true;
}

export const newRetentionProfile = (clientId: string): RetentionProfile => ({
  clientId,
  jurisdictions: [],
  matters: {},
});

export const openMatters = ({ matters }: RetentionProfile): readonly string[] =>
  Object.entries(matters)
    .filter(([, matter]) => isOpen(matter))
    .map(([matterId]) => matterId)
    .sort();

/** At the same moment the hold wins. */
const isOpen = ({ placed, released }: Matter): boolean =>
  placed !== undefined && (released === undefined || released.at <= placed.at);

/** Care ended with the discharge; a session that was held after it moves the end. */
export const endOfCare = ({ dischargedAt, lastServiceAt }: RetentionProfile): Instant | undefined =>
  dischargedAt === undefined ? undefined : latest(dischargedAt, lastServiceAt);

export type RetentionProfileEvent =
  | {
      readonly type: 'registered';
      readonly at: Instant;
      readonly eventId: string;
      readonly jurisdiction: string;
      readonly profileRecordId: string;
    }
  | {
      readonly type: 'present-in';
      readonly at: Instant;
      readonly sessionId: string;
      readonly jurisdiction: string;
    }
  | { readonly type: 'place-corrected'; readonly correction: PlaceCorrection; readonly correctedBy: string }
  | { readonly type: 'served'; readonly at: Instant }
  | { readonly type: 'discharged'; readonly at: Instant }
  | {
      readonly type: 'hold-placed';
      readonly matterId: string;
      readonly placed: NonNullable<Matter['placed']>;
    }
  | {
      readonly type: 'hold-released';
      readonly matterId: string;
      readonly released: NonNullable<Matter['released']>;
    };

export type RetentionProfileFact =
  | FactOf<'client.retention-basis-changed.v1'>
  | FactOf<'hold.in-force.v1'>
  | FactOf<'hold.lifted.v1'>
  | FactOf<'hold.refused.v1'>
  | FactOf<'client.place-correction-refused.v1'>
  | ErasureFact;

/**
 * The retentionProfile after an event, with what follows from it. Events may come late, twice or in any order: the same events
 * lead to the same retentionProfile. A placement or release without effect is a fact that says why.
 */
export const applyToProfile = (
  retentionProfile: RetentionProfile,
  event: RetentionProfileEvent,
): Decided<RetentionProfile, RetentionProfileFact> => {
  if (event.type === 'place-corrected') return correctPlace(retentionProfile, event);
  const applied = applyStatement(retentionProfile, event);
  if (!('matterId' in event))
    return {
      state: applied,
      facts: applied === retentionProfile ? [] : factsOf(retentionProfile, applied, event),
    };
  const { eventId } = event.type === 'hold-placed' ? event.placed : event.released;
  if (isSettled(retentionProfile, eventId)) return { state: retentionProfile, facts: [] };
  const state = markSettled(applied, eventId);
  const reason = reasonAgainst(retentionProfile, state, event);
  return {
    state,
    facts: reason === undefined ? factsOf(retentionProfile, state, event) : [refused(state, event, reason)],
  };
};

type HoldEvent = Extract<RetentionProfileEvent, { readonly matterId: string }>;
type HoldRefusal = FactOf<'hold.refused.v1'>;

/** Why a statement about a hold changes nothing. */
const reasonAgainst = (
  before: RetentionProfile,
  after: RetentionProfile,
  { type, matterId }: HoldEvent,
): HoldRefusal['data']['reason'] | undefined => {
  const matter = matterIn(after, matterId);
  if (type === 'hold-placed') return isOpen(matter) ? undefined : 'released-later';
  if (matter.placed === undefined) return 'not-placed';
  if (isOpen(matter)) return 'placed-later';
  return isOpen(matterIn(before, matterId)) ? undefined : 'not-open';
};

const refused = (
  { clientId }: RetentionProfile,
  { type, matterId }: HoldEvent,
  reason: HoldRefusal['data']['reason'],
): HoldRefusal => ({
  type: 'hold.refused.v1',
  data: { clientId, matterId, statement: type === 'hold-placed' ? 'placed' : 'released', reason },
});

/** More than a sender still delivers again. */
const rememberedIds = 200;

export const isSettled = ({ settled = [] }: RetentionProfile, id: string): boolean => settled.includes(id);

export const markSettled = (retentionProfile: RetentionProfile, id: string): RetentionProfile => ({
  ...retentionProfile,
  settled: [...(retentionProfile.settled ?? []), id].slice(-rememberedIds),
});

type Statement = Exclude<RetentionProfileEvent, { readonly type: 'place-corrected' }>;

const applyStatement = (retentionProfile: RetentionProfile, event: Statement): RetentionProfile => {
  switch (event.type) {
    case 'registered': {
      const { at, eventId, jurisdiction, profileRecordId: recordId } = event;
      const placed = withPlace(retentionProfile, jurisdiction, at, undefined);
      const { profile } = placed;
      return isNewer({ at, eventId }, profile) ? { ...placed, profile: { at, eventId, recordId } } : placed;
    }
    case 'present-in':
      return withPlace(retentionProfile, event.jurisdiction, event.at, event.sessionId);
    case 'served':
      return isLater(event.at, retentionProfile.lastServiceAt)
        ? { ...retentionProfile, lastServiceAt: event.at }
        : retentionProfile;
    case 'discharged':
      return isLater(event.at, retentionProfile.dischargedAt)
        ? { ...retentionProfile, dischargedAt: event.at }
        : retentionProfile;
    case 'hold-placed':
      return withMatter(retentionProfile, event.matterId, (matter) =>
        isNewer(event.placed, matter.placed) ? { ...matter, placed: event.placed } : matter,
      );
    case 'hold-released':
      return withMatter(retentionProfile, event.matterId, (matter) =>
        isNewer(event.released, matter.released) ? { ...matter, released: event.released } : matter,
      );
  }
};

const factsOf = (
  before: RetentionProfile,
  after: RetentionProfile,
  event: Statement,
): readonly RetentionProfileFact[] => {
  const { clientId } = after;
  const facts: RetentionProfileFact[] = [];
  if (event.type === 'hold-placed') {
    const { kind, placedBy, reviewAt, sessionId } = event.placed;
    facts.push({
      type: 'hold.in-force.v1',
      data: {
        clientId,
        matterId: event.matterId,
        kind,
        placedBy,
        reviewAt,
        ...(sessionId === undefined ? {} : { sessionId }),
      },
    });
  }
  if (event.type === 'hold-released') {
    const { matterId, released } = event;
    facts.push({ type: 'hold.lifted.v1', data: { clientId, matterId, releasedBy: released.releasedBy } });
  }
  if (basisOf(before) !== basisOf(after)) {
    facts.push({ type: 'client.retention-basis-changed.v1', data: { clientId } });
  }
  return facts;
};

/** All that a date depends on. While care lasts, one session more changes no date. */
const basisOf = (retentionProfile: RetentionProfile): string =>
  JSON.stringify([
    retentionProfile.profile,
    retentionProfile.jurisdictions,
    endOfCare(retentionProfile),
    openMatters(retentionProfile),
  ]);

/** The correction of a place; where nothing was stated that it could correct, that is a fact. */
const correctPlace = (
  before: RetentionProfile,
  { correction, correctedBy }: Extract<RetentionProfileEvent, { readonly type: 'place-corrected' }>,
): Decided<RetentionProfile, RetentionProfileFact> => {
  const known = before.placeCorrections ?? [];
  const placeCorrections = withCorrection(known, correction);
  if (placeCorrections === known) return { state: before, facts: [] };
  const state = withPlaces({ ...before, stated: statedIn(before), placeCorrections });
  const { clientId } = before;
  const { wrong, right, sessionId, at } = correction;
  const first = ownEntry(ownEntry(statedIn(before), wrong)?.by ?? {}, sessionId ?? '')?.first;
  const isChained = known.some((other) => other.sessionId === sessionId && other.right === wrong);
  const reason =
    wrong === right
      ? 'same-place'
      : isChained || (first !== undefined && first <= at)
        ? undefined
        : 'not-stated';
  const data = { clientId, ...(sessionId === undefined ? {} : { sessionId }), wrong, right, correctedBy };
  return {
    state,
    facts:
      reason === undefined
        ? basisOf(before) === basisOf(state)
          ? []
          : [{ type: 'client.retention-basis-changed.v1', data: { clientId } }]
        : [{ type: 'client.place-correction-refused.v1', data: { ...data, reason } }],
  };
};

/** Far more sessions than a mistake lasts. */
const mostSessions = 100;

const withPlace = (
  profile: RetentionProfile,
  place: string,
  at: Instant,
  sessionId: string | undefined,
): RetentionProfile => {
  const stated = statedIn(profile);
  const known = ownEntry(stated, place) ?? { by: {} };
  const name = sessionId ?? '';
  const said = ownEntry(known.by, name);
  if (said !== undefined && said.first <= at && at <= said.last) return profile;
  const first = said !== undefined && said.first < at ? said.first : at;
  const last = said !== undefined && said.last > at ? said.last : at;
  const by = Object.entries({ ...known.by, [name]: { first, last } }).sort(([left], [right]) =>
    left < right ? -1 : 1,
  );
  const more = known.more === true || by.length > mostSessions;
  const entry = {
    by: Object.fromEntries(by.slice(0, mostSessions)),
    ...(more ? { more: true as const } : {}),
  };
  const same = JSON.stringify(entry) === JSON.stringify(known);
  return same ? profile : withPlaces({ ...profile, stated: { ...stated, [place]: entry } });
};

/** The statements that are known. Of a place from before they were recorded nobody knows when it was stated: it stays. */
const statedIn = ({ stated, jurisdictions }: RetentionProfile): Readonly<Record<string, StatedPlaces>> =>
  stated ?? Object.fromEntries(jurisdictions.map((place) => [place, { by: {}, more: true as const }]));

const ownEntry = <V>(entries: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined;

/** The profile with the places that follow from what was stated and corrected. */
const withPlaces = (profile: RetentionProfile): RetentionProfile => {
  const corrections = profile.placeCorrections ?? [];
  const meant = Object.entries(profile.stated ?? {}).flatMap(([place, { by, more }]) => [
    ...(more === true ? [place] : []),
    ...Object.entries(by).flatMap(([name, { first, last }]) => {
      const sessionId = name === '' ? undefined : name;
      // Between the first and the last time it may have been stated at any time: all that may have been meant counts.
      const times = corrections.map(({ at }) => at).filter((at) => first < at && at < last);
      return [first, ...times, last].map((at) => correctedPlace(corrections, { place, at, sessionId }));
    }),
  ]);
  return { ...profile, jurisdictions: [...new Set(meant)].sort() };
};

const withMatter = (
  retentionProfile: RetentionProfile,
  matterId: string,
  change: (matter: Matter) => Matter,
): RetentionProfile => {
  const known = matterIn(retentionProfile, matterId);
  const changed = change(known);
  return changed === known
    ? retentionProfile
    : { ...retentionProfile, matters: { ...retentionProfile.matters, [matterId]: changed } };
};

/** An id such as "constructor" is no matter that is known. */
const matterIn = ({ matters }: RetentionProfile, matterId: string): Matter =>
  (Object.hasOwn(matters, matterId) ? matters[matterId] : undefined) ?? {};

const isLater = (candidate: Instant, known: Instant | undefined): boolean =>
  known === undefined || candidate > known;

const latest = (left: Instant, right: Instant | undefined): Instant =>
  right !== undefined && right > left ? right : left;
