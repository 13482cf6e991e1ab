import { isDeepStrictEqual } from 'node:util';
import { screeningSubmitted } from '../../../events/risk.ts';
import { isElevated } from '../../../domain/crisis/client-watch.ts';
import {
  evaluateScreening as evaluate,
  markEvaluated,
  newScreeningLog,
  type ScreeningLog,
  unreadableTrigger,
} from '../../../domain/crisis/evaluate-screening.ts';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { readAnswers } from '../../../domain/crisis/screener.ts';
import { nextReminderAt, submitReview } from '../../../domain/crisis/screening-review.ts';
import { type Instant, toInstant } from '../../../domain/instant.ts';
import { raise } from '../raise.ts';
import { clientWatchKey, screeningKey } from '../keys.ts';
import { bindingOf } from '../../platform/sealing/seal-stated.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { EscalationQueue } from '../messages.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import {
  type ConsumerDependencies,
  type Delivery,
  queueConsumer,
} from '../../platform/lambda/queue-consumer.ts';
import { evaluateScreening } from './function.ts';
import {
  AnswersUnreadableError,
  openAnswers,
  type OpenedAnswers,
  type SealedAnswers,
} from './open-answers.ts';

type Subscribed = TakenOf<(typeof evaluateScreening.subscribes)[number]>;
type Submitted = Extract<Subscribed, { type: 'screening.submitted.v1' }>;
type Reviewed = Extract<Subscribed, { type: 'screening.review-submitted.v1' }>;

export interface Dependencies extends ConsumerDependencies, SealedAnswers {
  readonly aggregates: Aggregates;
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/**
 * Opens the sealed answers of a questionnaire and pages where they say that somebody is in danger, or where nobody can
 * read them. What pages nobody but is not a plain "no" becomes a task.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(evaluateScreening.subscribes), (event, delivery) =>
    event.type === 'screening.submitted.v1'
      ? screen(dependencies, event, delivery)
      : review(dependencies, event),
  );

const review = async (
  { aggregates, now: clock }: Dependencies,
  { tenantId, eventId, data }: Reviewed,
): Promise<void> => {
  const now = clock();
  await change(aggregates, screeningKey(tenantId, data.clientId), now, (known = newScreeningLog) => {
    if (known.evaluated.includes(eventId)) return undefined;
    const decided = submitReview(markEvaluated(known, eventId), data);
    return { decided, deadline: nextReminderAt(decided.state) };
  });
};

const screen = async (dependencies: Dependencies, event: Submitted, delivery: Delivery): Promise<void> => {
  const { log } = dependencies;
  try {
    const opened = await openAnswers(dependencies, bindingIn(event));
    await evaluateOpened(dependencies, event, opened, delivery);
    log.info('screened', { instrument: event.data.instrument });
  } catch (error) {
    if (!(error instanceof AnswersUnreadableError)) throw error;
    log.error('answers-unreadable', error, { instrument: event.data.instrument });
    await raise(dependencies, event, { ...event.data, trigger: unreadableTrigger }, delivery);
  }
};

const bindingIn = (event: Pick<Submitted, 'tenantId' | 'eventId' | 'data'>) =>
  bindingOf(screeningSubmitted, event);

const evaluateOpened = async (
  dependencies: Dependencies,
  event: Submitted,
  opened: OpenedAnswers,
  delivery: Delivery,
): Promise<void> => {
  const { aggregates, policy, now: clock } = dependencies;
  const { tenantId, eventId, data } = event;
  const { clientId, sessionId, instrument } = data;
  const now = clock();
  const screener = policy.screeners[instrument];
  const watch = (await aggregates.load(clientWatchKey(tenantId, clientId)))?.state;
  const screening = {
    eventId,
    clientId,
    ...(sessionId === undefined ? {} : { sessionId }),
    instrument,
    recordId: bindingIn(event)?.recordId ?? '',
    answers: screener === undefined ? {} : readAnswers(opened.answers, screener).answers,
    answeredAt: data.answeredAt === undefined ? event.at : toInstant(data.answeredAt),
    receivedAt: opened.receivedAt,
    watched: watch !== undefined && isElevated(watch, now),
  };
  await change(aggregates, screeningKey(tenantId, clientId), now, async (known) => {
    if (known?.evaluated.includes(eventId) === true) return undefined;
    const resent = await isResent(dependencies, event, known, screening.answeredAt, opened.answers);
    const { trigger, ...decided } = evaluate(known, { ...screening, resent }, policy, now);
    // Before the save: a crash in between pages again rather than never.
    if (trigger !== undefined) await raise(dependencies, event, { ...data, trigger }, delivery);
    return { decided, deadline: nextReminderAt(decided.state) };
  });
};

/** Whether the same answers of the same clinical date came before. What cannot be compared is new. */
const isResent = async (
  dependencies: Dependencies,
  event: Submitted,
  known: ScreeningLog | undefined,
  answeredAt: Instant,
  answers: object,
): Promise<boolean> => {
  const before = known?.latest[event.data.instrument];
  const binding = bindingIn(event);
  if (before?.answeredAt !== answeredAt || binding === undefined) return false;
  const earlier = await openAnswers(dependencies, { ...binding, recordId: before.recordId }).catch(
    () => undefined,
  );
  return earlier !== undefined && isDeepStrictEqual(earlier.answers, answers);
};
