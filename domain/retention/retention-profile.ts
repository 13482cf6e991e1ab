import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
import type { Erasure, ErasureFact } from './erasure.ts';

/** A reason why nothing of a client may go: a lawsuit, an investigation, an audit, a complaint. */
export interface Matter {
  readonly placed?: {
    readonly at: Instant;
    readonly kind: FactOf<'hold.in-force.v1'>['data']['kind'];
    readonly placedBy: string;
    readonly reviewAt: Instant;
    readonly sessionId?: string;
  };
  readonly released?: { readonly at: Instant; readonly releasedBy: string };
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
}

export const newRetentionProfile = (clientId: string): RetentionProfile => ({
  clientId,
  jurisdictions: [],
  matters: {},
});

export const openMatters = ({ matters }: RetentionProfile): readonly string[] =>
  Object.entries(matters)
    .filter(([, { placed, released }]) => placed !== undefined && released === undefined)
    .map(([matterId]) => matterId)
    .sort();

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
  | ErasureFact;

/**
 * The retentionProfile after an event, with what follows from it. Events may come late, twice or in any order: the same events
 * lead to the same retentionProfile. A matter once released stays released; a new one has a new id.
 */
export const applyToProfile = (
  retentionProfile: RetentionProfile,
  event: RetentionProfileEvent,
): Decided<RetentionProfile, RetentionProfileFact> => {
  const state = applyToCustody(retentionProfile, event);
  return { state, facts: state === retentionProfile ? [] : factsOf(retentionProfile, state, event) };
};

const applyToCustody = (
  retentionProfile: RetentionProfile,
  event: RetentionProfileEvent,
): RetentionProfile => {
  switch (event.type) {
    case 'registered': {
      const { at, eventId, jurisdiction, profileRecordId: recordId } = event;
      const placed = withJurisdiction(retentionProfile, jurisdiction);
      const { profile } = placed;
      const newer =
        profile === undefined || at > profile.at || (at === profile.at && eventId > profile.eventId);
      return newer ? { ...placed, profile: { at, eventId, recordId } } : placed;
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
        matter.placed === undefined ? { ...matter, placed: event.placed } : matter,
      );
    case 'hold-released':
      return withMatter(retentionProfile, event.matterId, (matter) =>
        matter.released === undefined ? { ...matter, released: event.released } : matter,
      );
  }
};

const factsOf = (
  before: RetentionProfile,
  after: RetentionProfile,
  event: RetentionProfileEvent,
): readonly RetentionProfileFact[] => {
  const { clientId } = after;
  const held = openMatters(after);
  const facts: RetentionProfileFact[] = [];
  if (event.type === 'hold-placed' && held.includes(event.matterId)) {
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
  if (event.type === 'hold-released' && openMatters(before).includes(event.matterId)) {
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
  const known = retentionProfile.matters[matterId];
  const changed = change(known ?? {});
  return changed === known
    ? retentionProfile
    : { ...retentionProfile, matters: { ...retentionProfile.matters, [matterId]: changed } };
};

const isLater = (candidate: Instant, known: Instant | undefined): boolean =>
  known === undefined || candidate > known;

const latest = (left: Instant, right: Instant | undefined): Instant =>
  right !== undefined && right > left ? right : left;
