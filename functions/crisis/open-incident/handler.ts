import { nextStep, type Plan, type Step } from '../../../domain/crisis/escalate.ts';
import type { CrisisPolicy, Incident } from '../../../domain/crisis/incident.ts';
import { openIncident as open } from '../../../domain/crisis/open-incident.ts';
import { planFor } from '../../../domain/crisis/roster/plan.ts';
import type { Instant } from '../../../domain/instant.ts';
import { deadlineOf } from '../deadline.ts';
import { incidentKey } from '../keys.ts';
import {
  type LookDependencies,
  lookAtIncident,
  type RecentLines,
  type Seen,
  withPhones,
} from '../look-at-incident.ts';
import { stepOf } from '../messages.ts';
import { flagOf, raise, type RaiseDependencies } from '../raise.ts';
import { carryOut, type StepDependencies, takeSteps } from '../take-steps.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import {
  type ConsumerDependencies,
  type Delivery,
  queueConsumer,
} from '../../platform/lambda/queue-consumer.ts';
import { type AggregatesAtOnce, changeKnown } from '../../platform/state/aggregates.ts';
import { openIncident } from './function.ts';

export interface Dependencies
  extends ConsumerDependencies, RaiseDependencies, StepDependencies, LookDependencies {
  readonly aggregates: AggregatesAtOnce;
  readonly recentLines: RecentLines;
}

type Flagged = TakenOf<(typeof openIncident.subscribes)[number]>;

/** Somebody says, or Vigil found, that a client may be in danger. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(openIncident.subscribes), (event, delivery) =>
    delivery.tries === 1
      ? openAndPage(dependencies, event, delivery)
      : // The try before may have been cut off while it paged: the escalation knows what is left to do.
        raise(dependencies, event, event.data, delivery),
  );

interface FirstPage {
  readonly step: Extract<Step, { action: 'page' }>;
  readonly plan: Plan;
}

/**
 * Opens the incident and pages at once: one write has both facts, that it is open and that a page is about to be sent. What
 * is no page takes the way through the queue of `escalate`.
 */
const openAndPage = async (dependencies: Dependencies, event: Flagged, delivery: Delivery): Promise<void> => {
  const { aggregates, policy, escalation, now: clock, log } = dependencies;
  const { tenantId, data } = event;
  const { clientId } = data;
  const now = clock();
  const flag = flagOf(event, data, delivery);
  const seen = await lookAtIncident(dependencies, { tenantId, clientId });
  const { roster, schoolId } = seen;
  const decided: { page?: FirstPage | undefined } = {};
  const key = incidentKey(tenantId, clientId);
  const saved = await changeKnown(aggregates, key, seen.incident, now, (current) => {
    decided.page = undefined;
    const opened = open(current, flag, policy, now);
    if (opened === 'already-known') return undefined;
    decided.page = firstPage(opened.state, seen, policy, now);
    const { state, facts } = decided.page?.step.prepared ?? { state: opened.state, facts: [] };
    return { decided: { state, facts: [...opened.facts, ...facts] }, ...deadlineOf(state) };
  });
  // Sent also when nothing was to be saved: the delivery before may have been cut off after its write.
  if (saved === undefined || saved.state.status === 'closed') return;
  const { page } = decided;
  if (page === undefined) {
    await escalation.send(stepOf(saved.state), 0);
    return;
  }
  log.info('incident-step', { incidentId: flag.incidentId, action: 'page', step: saved.state.step });
  const paging = withPhones(dependencies, seen);
  const incident = await carryOut(paging, saved, page.step, { roster, plan: page.plan }, now);
  const step = incident && stepOf(incident.state).step;
  await takeSteps(paging, { tenantId, clientId }, { incident, roster, schoolId }, step);
};

/** The page that is due now; nothing where there is no roster, or where something else comes first. */
const firstPage = (
  incident: Incident,
  { roster, schoolId }: Seen,
  policy: CrisisPolicy,
  now: Instant,
): FirstPage | undefined => {
  if (roster === undefined || incident.notices.length > 0) return undefined;
  const plan = planFor(roster.definition, { ...incident, schoolId }, now);
  const step = nextStep(incident, plan, policy, now);
  return step.action === 'page' ? { step, plan } : undefined;
};
