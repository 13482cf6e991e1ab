import { settle } from '../../domain/presence/derive-session-facts.ts';
import type { PresencePolicy } from '../../domain/presence/judge.ts';
import { newPresence, observe, type Presence } from '../../domain/presence/presence.ts';
import { sessionsOf, slotOf } from '../../domain/presence/slices.ts';
import { type Instant, plusSeconds } from '../../domain/instant.ts';
import { type Aggregates, change } from '../platform/state/aggregates.ts';
import { presenceKey } from './keys.ts';

export interface PresenceDependencies {
  readonly aggregates: Aggregates;
  readonly policy: PresencePolicy;
}

/** How long a presence is stored after its last change or planned start; its facts stay in the ledger. */
const keptSeconds = 90 * 24 * 3600;

type Observe = (presence: Presence) => Presence;

/**
 * Updates the presence and saves the derived facts in one write. Without a change, derives what depends on time. What the
 * rooms of a session report is read with it.
 */
export const deriveSessionFacts = async (
  { aggregates, policy }: PresenceDependencies,
  tenantId: string,
  sessionId: string,
  now: Instant,
  observeIn: Observe = (presence) => presence,
): Promise<Presence | undefined> =>
  change(aggregates, presenceKey(tenantId, sessionId), now, async (current) => {
    const observed = observeIn(current ?? newPresence(sessionId));
    const rooms: Presence[] = [];
    for (const roomId of observed.rooms) {
      const room = await aggregates.load(presenceKey(tenantId, roomId));
      if (room !== undefined) rooms.push(room.state);
    }
    const { decided, at, deadline } = settle(observed, policy, now, rooms);
    if (decided.state === current) return undefined;
    const { scheduled } = decided.state;
    const lastNews = scheduled !== undefined && scheduled.startsAt > now ? scheduled.startsAt : now;
    return { decided, now: at, deadline, expiresAt: plusSeconds(lastNews, keptSeconds) };
  });

/**
 * The same, and for the sessions that share a room with this id. Done again for a message that comes twice: the delivery
 * before may have been cut off in between.
 */
export const deriveWithRooms = async (
  dependencies: PresenceDependencies,
  tenantId: string,
  sessionId: string,
  now: Instant,
  observeIn: Observe,
): Promise<void> => {
  const after = await deriveSessionFacts(dependencies, tenantId, sessionId, now, observeIn);
  if (after === undefined) return;
  const slot = slotOf(after, dependencies.policy);
  const touched = new Set(sessionsOf(after, now));
  for (const roomId of after.rooms) {
    const room = await deriveSessionFacts(dependencies, tenantId, roomId, now, (known) =>
      observe(known, { type: 'used', sessionId, slot }),
    );
    if (room !== undefined) for (const each of sessionsOf(room, now)) touched.add(each);
  }
  for (const each of touched) await deriveSessionFacts(dependencies, tenantId, each, now);
};
