import { newPresence, type Presence } from '../../domain/presence/presence.ts';
import { settle } from '../../domain/presence/derive-session-facts.ts';
import type { PresencePolicy } from '../../domain/presence/judge.ts';
import { type Instant, plusSeconds } from '../../domain/instant.ts';
import { type Aggregates, change } from '../platform/state/aggregates.ts';
import { presenceKey } from './keys.ts';

export interface PresenceDependencies {
  readonly aggregates: Aggregates;
  readonly policy: PresencePolicy;
}

/** How long a presence is stored after its last change or planned start; its facts stay in the ledger. */
const keptSeconds = 90 * 24 * 3600;

/** Updates the presence and saves the derived facts in one write. Without a change, derives what depends on time. */
export const deriveSessionFacts = async (
  { aggregates, policy }: PresenceDependencies,
  tenantId: string,
  sessionId: string,
  now: Instant,
  observeIn: (presence: Presence) => Presence = (presence) => presence,
): Promise<void> => {
  await change(aggregates, presenceKey(tenantId, sessionId), now, (current) => {
    const { decided, at, deadline } = settle(observeIn(current ?? newPresence(sessionId)), policy, now);
    if (decided.state === current) return undefined;
    const { scheduled } = decided.state;
    const lastNews = scheduled !== undefined && scheduled.startsAt > now ? scheduled.startsAt : now;
    return { decided, now: at, deadline, expiresAt: plusSeconds(lastNews, keptSeconds) };
  });
};
