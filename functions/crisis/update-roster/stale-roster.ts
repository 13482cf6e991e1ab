import type { FactOf } from '../../../events/facts.ts';
import { opaqueIdPattern } from '../../../events/fields.ts';
import type { RosterDefinition } from '../../../domain/crisis/roster/roster.ts';
import { rosterDifference } from '../../../domain/crisis/roster/roster-difference.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import type { Change } from '../../platform/state/aggregates.ts';
import type { PublishedRoster } from '../published-roster.ts';

/** A published roster, and the event id of the roster that it was made from. */
export interface Candidate {
  readonly eventId: string;
  readonly at: Instant;
  readonly basedOn: string | undefined;
}

/** Events may arrive in any order: for so long a roster waits for the one that it was made from. */
const baseArrivesWithinSeconds = 60;

/** `stale`: another roster came between, and counts. `early`: its base may still be on the way. */
export const standingOf = (
  { eventId, at, basedOn }: Candidate,
  known: PublishedRoster | undefined,
  now: Instant,
): 'current' | 'stale' | 'early' => {
  if (basedOn === undefined || known === undefined) return 'current';
  const earlier = known.earlier ?? [];
  if ([known.eventId, ...earlier].includes(eventId) || hasId(known.eventId, basedOn)) return 'current';
  const isKnown = earlier.some((id) => hasId(id, basedOn));
  return isKnown || now > plusSeconds(at, baseArrivesWithinSeconds) ? 'stale' : 'early';
};

/** The roster in force stays, and the difference is stated once. */
export const refused = (
  known: PublishedRoster,
  { eventId, basedOn }: Candidate,
  definition: RosterDefinition,
  now: Instant,
): Change<PublishedRoster> | undefined => {
  if (known.refused?.includes(eventId) === true) return undefined;
  const fact: FactOf<'roster.refused.v1'> = {
    type: 'roster.refused.v1',
    data: {
      ...opaque('refusedEventId', eventId),
      ...opaque('inForceEventId', known.eventId),
      ...(basedOn === undefined ? {} : { basedOn }),
      ...rosterDifference(known.definition, definition),
    },
  };
  return {
    decided: { state: { ...known, refused: [...(known.refused ?? []), eventId].slice(-50) }, facts: [fact] },
    // The next hand-off is found again right away.
    deadline: now,
  };
};

/** An event id is known as source and id together; a sender knows its id alone. */
const hasId = (eventId: string, id: string): boolean => eventId.endsWith(`|${id}`);

/** The id that the sender gave, unless its form could hold more than an id. */
const opaque = <N extends string>(name: N, eventId: string): { readonly [K in N]?: string } => {
  const id = eventId.slice(eventId.lastIndexOf('|') + 1);
  return (opaqueIdPattern.test(id) ? { [name]: id } : {}) as { readonly [K in N]?: string };
};
