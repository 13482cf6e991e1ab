import { answersDue } from '../../../domain/crisis/answers.ts';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { dueLosses, missedSession, watchDeadline } from '../../../domain/crisis/client-watch.ts';
import { nextReminderAt, remindOfReviews } from '../../../domain/crisis/screening-review.ts';
import { dueWorkMessage } from '../messages.ts';
import type { Phones } from '../phones.ts';
import { type AggregatesAtOnce, change } from '../../platform/state/aggregates.ts';
import { sendAnswers } from '../answers.ts';
import { clientWatchKey, contactMethodKey, incidentKey, screeningKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { EscalationQueue } from '../messages.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { announceHandOffs } from './announce-hand-offs.ts';
import { endDrill } from './end-drill.ts';
import { replanIncidents } from './replan-incidents.ts';
import { sendBundle } from './send-bundle.ts';

export interface Dependencies extends ConsumerDependencies, Phones {
  readonly aggregates: AggregatesAtOnce;
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/** What is due of an aggregate that is no incident; its key says what it is. Due twice or too early, it changes nothing. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, messageOf(dueWorkMessage), async ({ kind, ids: [first = '', second = ''] }) => {
    switch (kind) {
      case 'phone':
        return sendToPhone(dependencies, first);
      case 'roster':
        // Pages come before announcements.
        await replanIncidents(dependencies, first);
        return announceHandOffs(dependencies, first);
      case 'drill':
        return endDrill(dependencies, first);
      case 'watch':
        return findAbsence(dependencies, first, second);
      case 'screening':
        return remindOfScreenings(dependencies, first, second);
      default:
        throw new Error(`no deadline is known for ${kind}`);
    }
  });

/** Neither pages nor answers wait for the other. */
const sendToPhone = async (dependencies: Dependencies, lineId: string): Promise<void> => {
  const now = dependencies.now();
  const line = (await dependencies.aggregates.load(contactMethodKey(lineId)))?.state;
  await Promise.all([
    sendBundle(dependencies, lineId),
    sendAnswers(dependencies, lineId, line === undefined ? [] : answersDue(line, now), now),
  ]);
};

const findAbsence = async (
  { aggregates, policy, now: clock }: Dependencies,
  tenantId: string,
  clientId: string,
): Promise<void> => {
  const now = clock();
  const incident = (await aggregates.load(incidentKey(tenantId, clientId)))?.state;
  await change(aggregates, clientWatchKey(tenantId, clientId), now, (known) => {
    const decided = known && (dueLosses(known, incident, now) ?? missedSession(known, policy, now));
    return decided && { decided, deadline: watchDeadline(decided.state, policy) };
  });
};

const remindOfScreenings = async (
  { aggregates, policy, log, now: clock }: Dependencies,
  tenantId: string,
  clientId: string,
): Promise<void> => {
  const now = clock();
  let overdue = 0;
  await change(aggregates, screeningKey(tenantId, clientId), now, (known) => {
    const decided = known && remindOfReviews(known, policy, now);
    overdue = decided?.facts.length ?? 0;
    return decided && { decided, deadline: nextReminderAt(decided.state) };
  });
  if (overdue > 0) log.count('ScreeningReviewOverdue', overdue);
};
