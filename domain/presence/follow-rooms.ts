import type { Fact } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
import { type BookingChange, type Plan, type Presence, withPlan } from './presence.ts';
import { isCalledOff } from './slices.ts';

/** More often than that no booking moves before anybody looks. */
const mostMoves = 10;

/**
 * The session after what its rooms say about their bookings: it moved with them, or was called off. Only what was said
 * later than the plan counts, so that arrival order decides nothing.
 */
export const followRooms = (
  presence: Presence,
  rooms: readonly Presence[],
  now: Instant,
): Decided<Presence> => {
  let state = presence;
  for (let moves = 0; moves < mostMoves; moves += 1) {
    const plan = state.scheduled;
    if (plan === undefined || isCalledOff(state)) break;
    const change = lastChange(plan, [state, ...rooms]);
    if (change === undefined) break;
    if (change.startsAt === undefined) {
      const { sessionId } = state;
      const fact = { type: 'session.cancelled.v1' as const, data: { sessionId, clientId: plan.clientId } };
      return { state: { ...state, cancelledAt: change.at }, facts: [fact] };
    }
    const { at, eventId, startsAt, plannedMinutes = plan.plannedMinutes } = change;
    const moved = {
      ...plan,
      at,
      eventId,
      startsAt,
      ...(plannedMinutes === undefined ? {} : { plannedMinutes }),
    };
    state = withPlan(state, moved, { statedAt: at, learnedAt: now });
  }
  const { scheduled } = state;
  const isMoved = scheduled !== undefined && scheduled.startsAt !== presence.scheduled?.startsAt;
  return { state, facts: isMoved ? [restated(state.sessionId, scheduled)] : [] };
};

const lastChange = (plan: Plan, rooms: readonly Presence[]): BookingChange | undefined =>
  rooms
    .flatMap(({ sessionId, changes, cancelledAt }) => [
      changes[plan.startsAt],
      // The whole booking was deleted: what was to come of it.
      cancelledAt !== undefined && cancelledAt < plan.startsAt
        ? { at: cancelledAt, eventId: sessionId }
        : undefined,
    ])
    .filter((change) => change !== undefined && change.at > plan.at)
    .sort((a, b) => ((a?.at ?? '') < (b?.at ?? '') ? -1 : 1))
    .at(-1);

const restated = (sessionId: string, plan: Plan): Fact => {
  const { clientId, clinicianId, startsAt, plannedMinutes, stated } = plan;
  const minutes = plannedMinutes === undefined ? {} : { plannedMinutes };
  return {
    type: 'session.scheduled.v1',
    data: { sessionId, clientId, clinicianId, startsAt, ...minutes, ...stated },
  };
};
