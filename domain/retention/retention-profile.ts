import type { FactOf } from '../../events/facts.ts';
import { isNewer } from '../dated.ts';
import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
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
  /** Every place the client was ever known to live, or to be during a session: moving shortens nothing. */
  readonly jurisdictions: readonly string[];
  readonly dischargedAt?: Instant;
  readonly lastServiceAt?: Instant;
  readonly matters: Readonly<Record<string, Matter>>;
  readonly erasure?: Erasure;
  /** Requests for erasure that were taken back, whichever came first; the newest last. */
  readonly cancelledRequests?: readonly string[];
  /** Events about holds and requests for erasure that were decided: the same again changes nothing. The newest last. */
  readonly settled?: readonly string[];
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
  | { readonly type: 'present-in'; readonly jurisdiction: string }
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
  | ErasureFact;

/**
 * The retentionProfile after an event, with what follows from it. Events may come late, twice or in any order: the same events
 * lead to the same retentionProfile. A placement or release without effect is a fact that says why.
 */
export const applyToProfile = (
  retentionProfile: RetentionProfile,
  event: RetentionProfileEvent,
): Decided<RetentionProfile, RetentionProfileFact> => {
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

const applyStatement = (
  retentionProfile: RetentionProfile,
  event: RetentionProfileEvent,
): RetentionProfile => {
  switch (event.type) {
    case 'registered': {
      const { at, eventId, jurisdiction, profileRecordId: recordId } = event;
      const placed = withJurisdiction(retentionProfile, jurisdiction);
      const { profile } = placed;
      return isNewer({ at, eventId }, profile) ? { ...placed, profile: { at, eventId, recordId } } : placed;
    }
    case 'present-in':
      return withJurisdiction(retentionProfile, event.jurisdiction);
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
  event: RetentionProfileEvent,
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

const withJurisdiction = (retentionProfile: RetentionProfile, jurisdiction: string): RetentionProfile =>
  retentionProfile.jurisdictions.includes(jurisdiction)
    ? retentionProfile
    : { ...retentionProfile, jurisdictions: [...retentionProfile.jurisdictions, jurisdiction].sort() };

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
