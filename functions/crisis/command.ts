import type { CrisisPolicy, Incident } from '../../domain/crisis/incident.ts';
import { type Command, respond, type Response } from '../../domain/crisis/respond.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Aggregates, change } from '../platform/state/aggregates.ts';
import { incidentKey } from './keys.ts';
import { type EscalationQueue, stepOf } from './messages.ts';
import type { Log } from '../platform/lambda/log.ts';
import { deadlineOf } from './deadline.ts';

export interface CommandDependencies {
  readonly aggregates: Aggregates;
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly log: Log;
}

export interface ByStaff {
  readonly tenantId: string;
  readonly clientId: string;
  readonly incidentId: string;
  readonly staffId: string;
}

const closed = { outcome: 'refused', reason: 'closed' } as const;

/** Applies the command of somebody on call, by text or by link, and triggers the next step right away. */
export const command = async (
  { aggregates, escalation, policy, log }: CommandDependencies,
  { tenantId, clientId, incidentId, staffId }: ByStaff,
  asked: Command,
  now: Instant,
): Promise<Response> => {
  let response = closed as Response;
  const incident = await change(aggregates, incidentKey(tenantId, clientId), now, (current) => {
    // The client's item may hold a later incident by now: then this one is closed, and only its tasks remain.
    const meant = current?.incidentId === incidentId || asked.verb === 'task-done' ? current : undefined;
    response = meant === undefined ? closed : respond(meant, staffId, asked, policy, now);
    return response.outcome === 'done'
      ? { decided: response.decided, ...deadlineOf(response.decided.state) }
      : undefined;
  });
  // The next step has its message at once: the watchdog alone would be up to a minute late.
  if (incident !== undefined && mustBeLookedAt(incident)) await escalation.send(stepOf(incident), 0);
  log.info('command-applied', { incidentId, staffId, verb: asked.verb, outcome: response.outcome });
  return response;
};

const mustBeLookedAt = ({ status, notices }: Incident): boolean => status !== 'closed' || notices.length > 0;
