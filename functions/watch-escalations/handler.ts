import middy from '@middy/core';
import { type Instant, plusSeconds } from '../../domain/instant.ts';
import type { Now } from '../ports/clock.ts';
import type { EscalationQueue } from '../ports/messaging.ts';
import type { Log } from '../runtime/log.ts';

/** An incident whose deadline passed, as the index names it. */
export interface OverdueIncident {
  readonly tenantId: string;
  readonly clientId: string;
}

export interface Dependencies {
  readonly overdueIncidents: (before: Instant) => Promise<readonly OverdueIncident[]>;
  readonly escalation: EscalationQueue;
  readonly log: Log;
  readonly now: Now;
}

/** So late a step message may be before the watchdog steps in: less would send every due incident's message twice. */
const graceSeconds = 5;

/**
 * Every minute, and independent of any message: each open incident whose deadline has passed is queued again. With
 * it an escalation goes on even if every message of it was lost.
 */
export const makeHandler = ({ overdueIncidents, escalation, log, now }: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => log.error('watch-failed', request.error))
    .handler(async () => {
      const overdue = await overdueIncidents(plusSeconds(now(), -graceSeconds));
      for (const incident of overdue) await escalation.send(incident, 0);
      log.info('watched', { overdue: overdue.length });
      log.count('IncidentsOverdue', overdue.length);
      log.count('Heartbeat');
    });
