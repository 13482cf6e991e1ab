import type { Decided, DecidedFact } from '../fact.ts';
import type { Instant } from '../instant.ts';
import type { Erasure, ErasureFact } from './erasure.ts';

/** A reason why nothing of a client may go: a lawsuit, an investigation, an audit, a complaint. */
export interface Matter {
  readonly placed?: {
    readonly at: Instant;
    readonly kind: string;
    readonly placedBy: string;
    readonly reviewAt: Instant;
    readonly sessionId?: string;
  };
  readonly released?: { readonly at: Instant; readonly releasedBy: string };
}

/** What decides how long the records of a client are kept. Birth date and contacts stay sealed in the profile record. */
export interface Custody {
  readonly clientId: string;
  readonly profile?: { readonly at: Instant; readonly eventId: string; readonly recordId: string };
  /** Every place the client was ever known to live, or to be during a session: moving shortens nothing. */
  readonly jurisdictions: readonly string[];
  readonly dischargedAt?: Instant;
  readonly lastServiceAt?: Instant;
  readonly matters: Readonly<Record<string, Matter>>;
  readonly erasure?: Erasure;
}

export const newCustody = (clientId: string): Custody => ({ clientId, jurisdictions: [], matters: {} });

export const openMatters = ({ matters }: Custody): readonly string[] =>
  Object.entries(matters)
    .filter(([, { placed, released }]) => placed !== undefined && released === undefined)
    .map(([matterId]) => matterId)
    .sort();

/** Care ended with the discharge; a session that was held after it moves the end. */
export const endOfCare = ({ dischargedAt, lastServiceAt }: Custody): Instant | undefined =>
  dischargedAt === undefined ? undefined : latest(dischargedAt, lastServiceAt);

export type CustodyEvent =
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

export type CustodyFact =
  | DecidedFact<'client.retention-basis-changed.v1', { clientId: string }>
  | DecidedFact<
      'hold.in-force.v1',
      {
        clientId: string;
        matterId: string;
        kind: string;
        placedBy: string;
        reviewAt: Instant;
        sessionId?: string;
      }
    >
  | DecidedFact<'hold.lifted.v1', { clientId: string; matterId: string; releasedBy: string }>
  | ErasureFact;

/**
 * The custody after an event, with what follows from it. Events may come late, twice or in any order: the same events
 * lead to the same custody. A matter once released stays released; a new one has a new id.
 */
export const takeIntoCustody = (custody: Custody, event: CustodyEvent): Decided<Custody, CustodyFact> => {
  const state = applyToCustody(custody, event);
  return { state, facts: state === custody ? [] : factsOf(custody, state, event) };
};

const applyToCustody = (custody: Custody, event: CustodyEvent): Custody => {
  switch (event.type) {
    case 'registered': {
      const { at, eventId, jurisdiction, profileRecordId: recordId } = event;
      const placed = withJurisdiction(custody, jurisdiction);
      const { profile } = placed;
      const newer =
        profile === undefined || at > profile.at || (at === profile.at && eventId > profile.eventId);
      return newer ? { ...placed, profile: { at, eventId, recordId } } : placed;
    }
    case 'present-in':
      return withJurisdiction(custody, event.jurisdiction);
    case 'served':
      return isLater(event.at, custody.lastServiceAt) ? { ...custody, lastServiceAt: event.at } : custody;
    case 'discharged':
      return isLater(event.at, custody.dischargedAt) ? { ...custody, dischargedAt: event.at } : custody;
    case 'hold-placed':
      return withMatter(custody, event.matterId, (matter) =>
        matter.placed === undefined ? { ...matter, placed: event.placed } : matter,
      );
    case 'hold-released':
      return withMatter(custody, event.matterId, (matter) =>
        matter.released === undefined ? { ...matter, released: event.released } : matter,
      );
  }
};

const factsOf = (before: Custody, after: Custody, event: CustodyEvent): readonly CustodyFact[] => {
  const { clientId } = after;
  const held = openMatters(after);
  const facts: CustodyFact[] = [];
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
const basisOf = (custody: Custody): string =>
  JSON.stringify([custody.profile, custody.jurisdictions, endOfCare(custody), openMatters(custody)]);

const withJurisdiction = (custody: Custody, jurisdiction: string): Custody =>
  custody.jurisdictions.includes(jurisdiction)
    ? custody
    : { ...custody, jurisdictions: [...custody.jurisdictions, jurisdiction].sort() };

const withMatter = (custody: Custody, matterId: string, change: (matter: Matter) => Matter): Custody => {
  const known = custody.matters[matterId];
  const changed = change(known ?? {});
  return changed === known ? custody : { ...custody, matters: { ...custody.matters, [matterId]: changed } };
};

const isLater = (candidate: Instant, known: Instant | undefined): boolean =>
  known === undefined || candidate > known;

const latest = (left: Instant, right: Instant | undefined): Instant =>
  right !== undefined && right > left ? right : left;
