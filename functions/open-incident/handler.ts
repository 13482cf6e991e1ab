import { riskFlagged } from '../../events/risk-flagged.ts';
import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import { openIncident } from '../../domain/crisis/open-incident.ts';
import { derivedId } from '../intake/seal-stated.ts';
import { type Aggregates, change, keys } from '../ports/aggregates.ts';
import type { Now } from '../ports/clock.ts';
import { type EscalationQueue, stepMessage } from '../ports/messaging.ts';
import { takeEvent } from '../runtime/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../runtime/queue-consumer.ts';
import { deadlineOf } from '../crisis/deadline.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/** Opens the client's incident, or joins the open one, and starts the escalation. It asks nobody: no consent, no clearance. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, (body) => raise(dependencies, body));

const raise = async (
  { aggregates, escalation, policy, now: clock }: Dependencies,
  body: unknown,
): Promise<void> => {
  const { tenantId, eventId, at, data } = takeEvent([riskFlagged], body);
  const { clientId, sessionId, trigger } = data;
  const now = clock();
  const flag = {
    eventId,
    incidentId: derivedId('inc', tenantId, eventId),
    tenantId,
    clientId,
    ...(sessionId === undefined ? {} : { sessionId }),
    trigger,
    at,
  };
  const incident = await change(aggregates, keys.incident(tenantId, clientId), now, (current) => {
    const decided = openIncident(current, flag, policy, now);
    return decided === 'already-known' ? undefined : { decided, ...deadlineOf(decided.state) };
  });
  // Sent also when nothing was to be saved: the delivery before may have been cut off between the write and here.
  if (incident?.status !== 'open') return;
  await escalation.send(stepMessage(incident), 0);
};
