import middy from '@middy/core';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { type Aggregates, change, type DueAggregate } from '../../platform/state/aggregates.ts';
import { watchdogKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type DueQueue, dueWorkOf, type EscalationQueue } from '../messages.ts';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  readonly aggregates: Aggregates;
  /** All aggregates of the escalation index whose deadline passed. */
  readonly overdue: (before: Instant) => Promise<readonly DueAggregate[]>;
  readonly escalation: EscalationQueue;
  readonly dueWork: DueQueue;
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
      const { aggregates, overdue, escalation, dueWork, log, now: clock } = dependencies;
      const now = clock();
      const due = await overdue(plusSeconds(now, -graceSeconds));
      const queueAgain = (aggregate: DueAggregate): Promise<void> => {
        const [tenantId = '', clientId = ''] = aggregate.ids;
        return aggregate.kind === 'incident'
          ? escalation.send({ tenantId, clientId }, 0)
          : dueWork.send(dueWorkOf(aggregate), 0);
      };
      for (let start = 0; start < due.length; start += queuedAtOnce)
        await Promise.all(due.slice(start, start + queuedAtOnce).map(queueAgain));
      log.info('watched', { overdue: due.length });
      log.count('IncidentsOverdue', due.length);
      await change(aggregates, watchdogKey, now, () => ({
        decided: {
          state: { heartbeatAt: now },
          facts: [{ type: 'watchdog.heartbeat.v1', data: { overdue: due.length } }],
        },
      }));
      // Last, so that a beat says that everything before it was done.
      log.count('Heartbeat');
    });
