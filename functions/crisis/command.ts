import type { CrisisPolicy, Incident } from '../../domain/crisis/incident.ts';
import { type Command, respond, type Response } from '../../domain/crisis/respond.ts';
import { actorOf, type Sender } from '../../domain/crisis/sender.ts';
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

export interface ByStaff extends Sender {
  readonly tenantId: string;
  readonly clientId: string;
  readonly incidentId: string;
}

export type CommandResponse =
  | Response
  /** Nobody at this phone is on call or has the incident. */
  | { readonly outcome: 'refused'; readonly reason: 'not-on-call' };

const closed = { outcome: 'refused', reason: 'closed' } as const;
const notOnCall = { outcome: 'refused', reason: 'not-on-call' } as const;

/** Applies the command of somebody on call, by text or by link, and triggers the next step right away. */
export const command = async (
  { aggregates, escalation, policy, log }: CommandDependencies,
  { tenantId, clientId, incidentId, ...sender }: ByStaff,
  asked: Command,
  now: Instant,
): Promise<CommandResponse> => {
  let response = closed as CommandResponse;
  let staffId = sender.staffId;
  const incident = await change(aggregates, incidentKey(tenantId, clientId), now, (current) => {
    // The client's item may hold a later incident by now: then this one is closed, and only its tasks remain.
    const meant = current?.incidentId === incidentId || asked.verb === 'task-done' ? current : undefined;
    if (meant === undefined) response = closed;
    else {
      const actor = actorOf(meant, sender, asked);
      staffId = actor ?? sender.staffId;
      response = actor === undefined ? notOnCall : respond(meant, actor, asked, policy, now);
    }
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
