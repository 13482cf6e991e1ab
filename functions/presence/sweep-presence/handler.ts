import middy from '@middy/core';
import type { Instant } from '../../../domain/instant.ts';
import { deriveSessionFacts, type PresenceDependencies } from '../derive-session-facts.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Log } from '../../platform/lambda/log.ts';

/** A presence whose deadline passed, as the index names it. */
export interface DuePresence {
  readonly tenantId: string;
  readonly sessionId: string;
}

export interface Dependencies extends PresenceDependencies {
  readonly duePresences: (before: Instant) => Promise<readonly DuePresence[]>;
  readonly log: Log;
  readonly now: Now;
}

/** Some sessions could not be settled; those that could have been. The next minute tries again. */
class PresenceError extends Error {
  override readonly name = 'PresenceError';
}

/** Every minute: what follows from time alone. A room that stayed empty has ended its session; who has not come has missed it. */
export const makeHandler = ({ duePresences, log, now: clock, ...settling }: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => log.error('watch-failed', request.error))
    .handler(async () => {
      const now = clock();
      const due = await duePresences(now);
      let failed = 0;
      for (const { tenantId, sessionId } of due) {
        try {
          await deriveSessionFacts(settling, tenantId, sessionId, now);
        } catch (error) {
          failed += 1;
          log.error('presence-not-settled', error, { tenantId, sessionId });
        }
      }
      log.info('watched', { due: due.length, failed });
      if (failed > 0) throw new PresenceError(`${failed} of ${due.length} sessions were not settled`);
    });
