import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import { openIncident, type RiskFlagged } from '../../domain/crisis/open-incident.ts';
import type { Instant } from '../../domain/instant.ts';
import { derivedId } from '../platform/sealing/seal-stated.ts';
import { type Aggregates, changeKnown } from '../platform/state/aggregates.ts';
import { incidentKey } from './keys.ts';
import type { Delivery } from '../platform/lambda/queue-consumer.ts';
import type { Now } from '../platform/lambda/clock.ts';
import { type EscalationQueue, stepOf } from './messages.ts';
import { deadlineOf } from './deadline.ts';

export interface RaiseDependencies {
  readonly aggregates: Aggregates;
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

interface Raised {
  readonly tenantId: string;
  readonly eventId: string;
  readonly at: Instant;
}

interface About {
  readonly clientId: string;
  readonly sessionId?: string | undefined;
  readonly trigger: string;
}

/** The flag that an event raises. */
export const flagOf = (
  { tenantId, eventId, at }: Raised,
  { clientId, sessionId, trigger }: About,
  { tries }: Delivery,
): RiskFlagged => ({
  eventId,
  incidentId: derivedId('inc', tenantId, eventId),
  tenantId,
  clientId,
  ...(sessionId === undefined ? {} : { sessionId }),
  trigger,
  at,
  ...(tries === 1 ? {} : { tries }),
});

/** Opens the client's incident, or joins the open one, and starts the escalation. It asks nobody: no consent, no clearance. */
export const raise = async (
  { aggregates, escalation, policy, now: clock }: RaiseDependencies,
  event: Raised,
  about: About,
  delivery: Delivery,
): Promise<void> => {
  const { tenantId } = event;
  const { clientId } = about;
  const now = clock();
  const flag = flagOf(event, about, delivery);
  // Hardly anybody had an incident before: most often one write does.
  const incident = await changeKnown(
    aggregates,
    incidentKey(tenantId, clientId),
    undefined,
    now,
    (current) => {
      const decided = openIncident(current, flag, policy, now);
      return decided === 'already-known' ? undefined : { decided, ...deadlineOf(decided.state) };
    },
  );
  // Sent also when nothing was to be saved: the delivery before may have been cut off between the write and here.
  if (incident === undefined || incident.state.status === 'closed') return;
  await escalation.send(stepOf(incident.state), 0);
};
