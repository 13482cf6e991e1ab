import middy from '@middy/core';
import { type Instant, plusSeconds } from '../../domain/instant.ts';
import { type Aggregates, change, keys } from '../ports/aggregates.ts';
import type { Now } from '../ports/clock.ts';
import type { DeadlineQueue, EscalationQueue } from '../ports/messaging.ts';
import type { Log } from '../runtime/log.ts';

export interface Dependencies {
  readonly aggregates: Aggregates;
  /** The keys of all aggregates whose deadline passed, as the index names them. */
  readonly overdue: (before: Instant) => Promise<readonly string[]>;
  readonly escalation: EscalationQueue;
  readonly deadlines: DeadlineQueue;
  readonly log: Log;
  readonly now: Now;
}

/** So late a step message may be before the watchdog steps in: less would send every due incident's message twice. */
const graceSeconds = 5;

/** One after the other, thousands would take longer than the watchdog may run. */
const queuedAtOnce = 25;

/**
 * Every minute, and independent of any message: whatever has a deadline that has passed is queued again. With it an
 * escalation goes on even if every message of it was lost. Its own beat is a fact, so that its silence can be noticed.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => dependencies.log.error('watch-failed', request.error))
    .handler(async () => {
      const { aggregates, overdue, escalation, deadlines, log, now: clock } = dependencies;
      const now = clock();
      const pks = await overdue(plusSeconds(now, -graceSeconds));
      const queueAgain = (pk: string): Promise<void> => {
        const [kind, tenantId = '', clientId = ''] = pk.split('#');
        return kind === 'incident' ? escalation.send({ tenantId, clientId }, 0) : deadlines.send({ pk }, 0);
      };
      for (let start = 0; start < pks.length; start += queuedAtOnce)
        await Promise.all(pks.slice(start, start + queuedAtOnce).map(queueAgain));
      log.info('watched', { overdue: pks.length });
      log.count('IncidentsOverdue', pks.length);
      await change(aggregates, keys.watchdog, now, () => ({
        decided: {
          state: { beatAt: now },
          facts: [{ type: 'watchdog.beat.v1', data: { overdue: pks.length } }],
        },
      }));
      // Last, so that a beat says that everything before it was done.
      log.count('Heartbeat');
    });
