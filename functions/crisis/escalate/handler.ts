import { answerWithinSeconds, pageUndelivered } from '../../../domain/crisis/escalate.ts';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { replanned, unasked } from '../../../domain/crisis/replan.ts';
import { planFor } from '../../../domain/crisis/roster/plan.ts';
import { callLater } from '../call-staff.ts';
import { deadlineOf } from '../deadline.ts';
import { incidentKey } from '../keys.ts';
import {
  type LookDependencies,
  lookAtIncident,
  type RecentLines,
  type Seen,
  withPhones,
} from '../look-at-incident.ts';
import { stepMessage, type StepMessage, stepOf } from '../messages.ts';
import { pageAll } from '../page-people.ts';
import { phoneSince } from '../published-roster.ts';
import { pageOf, record, type StepDependencies, takeSteps } from '../take-steps.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { type AggregatesAtOnce, change, type Versioned } from '../../platform/state/aggregates.ts';

export interface Dependencies extends ConsumerDependencies, StepDependencies, LookDependencies {
  readonly aggregates: AggregatesAtOnce;
  readonly recentLines: RecentLines;
}

/**
 * Takes an open incident one step on. What is due follows from the incident alone, so a message may come twice, late
 * or out of order: a stale one is dropped, an early one waits again. What is about to be sent is written down first:
 * a crash means a page sent twice, never not at all.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, messageOf(stepMessage), (message) => escalate(dependencies, message));

const escalate = async (dependencies: Dependencies, message: StepMessage): Promise<void> => {
  const { now: clock } = dependencies;
  if (message.undelivered !== undefined) await noteUndelivered(dependencies, message, message.undelivered);
  const seen = await lookAtIncident(dependencies, message);
  const { incident, roster } = seen;
  const paging = withPhones(dependencies, seen);
  const call = message.call ?? hastenedBy(message, incident?.state);
  if (call !== undefined && incident !== undefined && roster !== undefined)
    await callLater(paging, { incident: incident.state, roster }, call, clock());
  if (message.call !== undefined) return;
  if (message.replan !== true || incident === undefined) {
    await takeSteps(paging, message, seen, message.step);
    return;
  }
  const replanned = await replan(paging, incident, seen);
  // The next step may have come nearer than the message that waits for it.
  const step = replanned && stepOf(replanned.state).step;
  await takeSteps(paging, message, { ...seen, incident: replanned }, step);
};

/** Whose call comes at once, since a text did not arrive: nobody's where another phone of the person has the page. */
const hastenedBy = (
  { undelivered }: StepMessage,
  incident: Incident | undefined,
): StepMessage['undelivered'] => {
  const page = incident?.pages.findLast(({ staffId }) => staffId === undelivered?.staffId);
  return page?.lines !== undefined && page.outcome !== 'failed' ? undefined : undelivered;
};

const noteUndelivered = async (
  { aggregates, policy, log, now: clock }: Dependencies,
  { tenantId, clientId }: StepMessage,
  undelivered: NonNullable<StepMessage['undelivered']>,
): Promise<void> => {
  const now = clock();
  await change(aggregates, incidentKey(tenantId, clientId), now, (current) => {
    const decided = current && pageUndelivered(current, undelivered, policy, now);
    return decided && { decided, ...deadlineOf(decided.state) };
  });
  log.info('page-undelivered', { incidentId: undelivered.incidentId, failure: undelivered.failure });
  log.count('SmsFailed');
};

/** A new roster counts at once. Nothing is prepared: after a crash the message comes again, and pages again. */
const replan = async (
  dependencies: Dependencies,
  known: Versioned<Incident>,
  { roster, schoolId }: Pick<Seen, 'roster' | 'schoolId'>,
): Promise<Versioned<Incident> | undefined> => {
  const { policy, log, now: clock } = dependencies;
  const incident = known.state;
  const now = clock();
  const plan = roster && planFor(roster.definition, { ...incident, schoolId }, now);
  const paging = unasked(incident, plan, (staffId) => roster && phoneSince(roster, staffId), now);
  const text = pageOf(incident, paging?.widened === true);
  const results =
    paging === undefined
      ? []
      : await pageAll(
          dependencies,
          { incident, roster },
          paging.staffIds,
          { text, validSeconds: answerWithinSeconds(paging, plan, policy), call: true },
          now,
        );
  log.info('incident-replanned', { incidentId: incident.incidentId, paged: results.length });
  return record(dependencies, known, (current, at) =>
    replanned(current, { paging, results }, plan, policy, at),
  );
};
