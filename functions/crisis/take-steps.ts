import { recordAsk } from '../../domain/crisis/ask.ts';
import {
  answerWithinSeconds,
  nextStep,
  type PageResult,
  type Plan,
  recordPages,
  type Step,
} from '../../domain/crisis/escalate.ts';
import type { Incident } from '../../domain/crisis/incident.ts';
import { planFor } from '../../domain/crisis/roster/plan.ts';
import { type Instant, secondsUntil } from '../../domain/instant.ts';
import { changeKnown, ContentionError, type Versioned } from '../platform/state/aggregates.ts';
import type { Now } from '../platform/lambda/clock.ts';
import type { ConsumerDependencies } from '../platform/lambda/queue-consumer.ts';
import { deadlineOf } from './deadline.ts';
import { incidentKey } from './keys.ts';
import { type StepMessage, stepOf } from './messages.ts';
import { sendNotices } from './notices.ts';
import { pageAll, type Paging } from './page-people.ts';
import type { PageText } from './phones.ts';
import type { PublishedRoster } from './published-roster.ts';

export interface StepDependencies extends Paging, Pick<ConsumerDependencies, 'callStandby'> {
  readonly now: Now;
}

/** More steps than this are never due at once: each tier without anybody to reach is one. */
const maxStepsAtOnce = 30;

interface Known {
  readonly incident: Versioned<Incident> | undefined;
  readonly roster: PublishedRoster | undefined;
  readonly schoolId: string | undefined;
}

/**
 * Does whatever is due of an incident, one step after the other. `step` is the step that the caller was asked to do: another
 * one is somebody else's. Without it, everything due is done.
 */
export const takeSteps = async (
  dependencies: StepDependencies,
  { tenantId, clientId }: Pick<StepMessage, 'tenantId' | 'clientId'>,
  { incident: known, roster, schoolId }: Known,
  asked: StepMessage['step'],
): Promise<void> => {
  const { aggregates, policy, escalation, now: clock, log } = dependencies;
  const key = incidentKey(tenantId, clientId);
  let step = asked;
  let current = known;
  let told = false;

  for (let taken = 0; taken < maxStepsAtOnce; taken += 1) {
    const now = clock();
    if (current === undefined) return;
    const incident = current.state;
    const { incidentId } = incident;
    // Send pending notices even for a stale message: the step that created them may have crashed before sending.
    if (incident.notices.length > 0 && !told) {
      told = true;
      await sendNotices(dependencies, incident, roster, now);
      current = await aggregates.load(key);
      continue;
    }
    if (step !== undefined && (step.incidentId !== incidentId || step.number !== incident.step)) return;
    const plan = roster && planFor(roster.definition, { ...incident, schoolId }, now);
    const next = nextStep(incident, plan, policy, now);
    if (next.action === 'none') return;
    if (next.action === 'wait') {
      // The watchdog's messages name no step, and need not wait: it comes again every minute.
      if (step !== undefined) await escalation.send(stepOf(incident), secondsUntil(next.until, now));
      return;
    }
    const { state, facts } = next.prepared;
    const options = { now, ...deadlineOf(state) };
    const outcome = await aggregates.save(key, current.version, { state, facts }, options);
    if (outcome === 'conflict') {
      current = await aggregates.load(key);
      continue;
    }
    log.info('incident-step', { incidentId, action: next.action, step: state.step });
    const prepared = { state, version: current.version + 1 };
    current = await carryOut(dependencies, prepared, next, { roster, plan }, now);
    // The steps that follow are this run's own: with a number of its own each, nobody else's message fits.
    step = current && stepOf(current.state).step;
  }
  throw new ContentionError(key);
};

export interface WhoAndHow {
  readonly roster: PublishedRoster | undefined;
  readonly plan: Plan | undefined;
}

/** Carries out the prepared step and returns the incident after it. */
export const carryOut = async (
  dependencies: StepDependencies,
  prepared: Versioned<Incident>,
  step: Extract<Step, { prepared: unknown }>,
  { roster, plan }: WhoAndHow,
  now: Instant,
): Promise<Versioned<Incident> | undefined> => {
  const { log, policy } = dependencies;
  const incident = prepared.state;
  switch (step.action) {
    case 'page': {
      if (step.paging.widened) log.count('EscalationExhausted');
      const text = pageOf(incident, step.paging.widened);
      const validSeconds = answerWithinSeconds(step.paging, plan, policy);
      const message = { text, validSeconds, call: true } as const;
      const results = await pageAll(dependencies, { incident, roster }, step.paging.staffIds, message, now);
      if (results.every(isOwnFault)) await callStandbyFor(dependencies, incident);
      return record(dependencies, prepared, (current, at) =>
        recordPages(current, step.paging, results, plan, policy, at),
      );
    }
    case 'ask': {
      const text = just(step.ask.kind === 'back-up' ? 'backUp' : 'handOver');
      const message = { text, validSeconds: policy.askSeconds };
      const results = await pageAll(dependencies, { incident, roster }, step.ask.staffIds, message, now);
      return record(dependencies, prepared, (current, at) =>
        recordAsk(current, step.ask, results, policy, at),
      );
    }
    case 'nobody':
      log.count('NobodyToPage');
      return prepared;
    case 'reopen':
    case 'ask-ended':
      return prepared;
    case 'ask-check-in':
    case 'announce-new-trigger':
    case 'remind-to-close': {
      const message = {
        text: just(responderTexts[step.action]),
        validSeconds:
          step.action === 'remind-to-close' ? policy.closeReminderSeconds : policy.checkInGraceSeconds,
      };
      await pageAll(dependencies, { incident, roster }, [step.responder], message, now);
      return prepared;
    }
    case 'remind-of-task': {
      const { kind, staffId, incidentId } = step.task;
      log.count('TaskOverdue');
      const message = {
        text: just(kind === 'follow-up' ? 'followUpDue' : 'reviewDue'),
        validSeconds: policy.taskReminderSeconds,
      };
      await pageAll(dependencies, { incident: { ...incident, incidentId }, roster }, [staffId], message, now);
      return prepared;
    }
  }
};

/** Not the phone failed but Vigil, which cannot find or open the number. */
const isOwnFault = (result: PageResult): boolean =>
  result.outcome === 'failed' && ['fault', 'contacts-missing'].includes(result.failure);

/**
 * A whole tier could not be paged by a fault of Vigil's own, though each phone was tried three times. The run succeeds, so the
 * count of tries, which calls people on standby otherwise, never grows.
 */
const callStandbyFor = async ({ callStandby, log }: StepDependencies, incident: Incident): Promise<void> => {
  const { incidentId } = incident;
  const waits = { messageId: incidentId, body: JSON.stringify(stepOf(incident)) };
  await callStandby?.(waits, 'outage').catch((error: unknown) => {
    log.error('standby-not-called', error, { incidentId });
  });
};

const responderTexts = {
  'ask-check-in': 'askCheckIn',
  'announce-new-trigger': 'newTrigger',
  'remind-to-close': 'remindToClose',
} as const;

export const pageOf =
  ({ severity, round }: Incident, widened: boolean): PageText =>
  (texts, code, link) =>
    texts[round > 0 || widened ? 'pageAgain' : 'page'](code, severity, link);

const just =
  (
    name:
      | (typeof responderTexts)[keyof typeof responderTexts]
      | 'backUp'
      | 'handOver'
      | 'followUpDue'
      | 'reviewDue',
  ): PageText =>
  (texts, code) =>
    texts[name](code);

/** Saves what came of pages, whatever happened to the incident meanwhile. */
export const record = (
  { aggregates, now: clock }: StepDependencies,
  prepared: Versioned<Incident>,
  decide: (current: Incident, at: Instant) => ReturnType<typeof recordPages> | undefined,
): Promise<Versioned<Incident> | undefined> => {
  const { incidentId, tenantId, clientId } = prepared.state;
  const at = clock();
  return changeKnown(aggregates, incidentKey(tenantId, clientId), prepared, at, (current) => {
    if (current?.incidentId !== incidentId) return undefined;
    const decided = decide(current, at);
    return decided && { decided, ...deadlineOf(decided.state) };
  });
};
