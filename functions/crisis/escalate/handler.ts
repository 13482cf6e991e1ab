import { recordAsk } from '../../../domain/crisis/ask.ts';
import {
  answerWithinSeconds,
  nextStep,
  type PageResult,
  pageUndelivered,
  type Plan,
  recordPages,
  type Step,
} from '../../../domain/crisis/escalate.ts';
import type { CrisisPolicy, Incident } from '../../../domain/crisis/incident.ts';
import { replanned, unasked } from '../../../domain/crisis/replan.ts';
import { planFor } from '../../../domain/crisis/roster/plan.ts';
import { type Instant, secondsUntil } from '../../../domain/instant.ts';
import { deadlineOf } from '../deadline.ts';
import { sendNotices } from '../notices.ts';
import {
  joinResults,
  type PagedResult,
  type PageMessage,
  pagePhone,
  type PageText,
  type Phones,
  phonesToPage,
  type ToStaff,
} from '../phones.ts';
import {
  type AggregatesAtOnce,
  change,
  changeKnown,
  ContentionError,
  type Versioned,
} from '../../platform/state/aggregates.ts';
import { clientKey } from '../../clearance/keys.ts';
import { incidentKey, rosterKey } from '../keys.ts';
import { type Phone, phoneSince, type PublishedRoster } from '../published-roster.ts';
import { callLater, withCall } from './call-staff.ts';
import type { Caller } from '../caller.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type EscalationQueue, stepMessage, type StepMessage, stepOf } from '../messages.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';

export interface Dependencies extends ConsumerDependencies, Phones {
  readonly aggregates: AggregatesAtOnce;
  readonly escalation: EscalationQueue;
  /** Absent where the deployment calls nobody. */
  readonly caller?: Caller | undefined;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/**
 * Takes an open incident one step on. What is due follows from the incident alone, so a message may come twice, late
 * or out of order: a stale one is dropped, an early one waits again. What is about to be sent is written down first:
 * a crash means a page sent twice, never not at all.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, messageOf(stepMessage), (message) => escalate(dependencies, message));

/** More steps than this are never due at once: each tier without anybody to reach is one. */
const maxStepsAtOnce = 30;

const escalate = async (dependencies: Dependencies, message: StepMessage): Promise<void> => {
  const { aggregates, policy, escalation, now: clock, log } = dependencies;
  const { tenantId, clientId } = message;
  const key = incidentKey(tenantId, clientId);
  let { step } = message;
  if (message.undelivered !== undefined) await noteUndelivered(dependencies, message, message.undelivered);
  const seen = await look(dependencies, message);
  const roster = seen.roster?.state;
  const schoolId = seen.client?.state.registered?.schoolId;
  let current = seen.incident;
  const call = message.call ?? hastenedBy(message, seen.incident?.state);
  if (call !== undefined && current !== undefined && roster !== undefined)
    await callLater(dependencies, { incident: current.state, roster }, call, clock());
  if (message.call !== undefined) return;
  if (message.replan === true && current !== undefined) {
    current = await replan(dependencies, current, { roster, schoolId });
    // The next step may have come nearer than the message that waits for it.
    step = current && stepOf(current.state).step;
  }
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

/** All that a step depends on. Not to know the school must not keep anybody from being paged: the plan for all counts then. */
const look = async ({ aggregates, log }: Dependencies, { tenantId, clientId, step }: StepMessage) => {
  const needed = { roster: rosterKey(tenantId), incident: incidentKey(tenantId, clientId) };
  try {
    return await aggregates.loadAll({ ...needed, client: clientKey(tenantId, clientId) });
  } catch (error) {
    log.error('school-unknown', error, { incidentId: step?.incidentId });
    return { ...(await aggregates.loadAll(needed)), client: undefined };
  }
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
  {
    roster,
    schoolId,
  }: { readonly roster: PublishedRoster | undefined; readonly schoolId: string | undefined },
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

interface WhoAndHow {
  readonly roster: PublishedRoster | undefined;
  readonly plan: Plan | undefined;
}

/** Carries out the prepared step and returns the incident after it. */
const carryOut = async (
  dependencies: Dependencies,
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

const responderTexts = {
  'ask-check-in': 'askCheckIn',
  'announce-new-trigger': 'newTrigger',
  'remind-to-close': 'remindToClose',
} as const;

const pageOf =
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

const record = (
  { aggregates, now: clock }: Dependencies,
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

const pageAll = async (
  dependencies: Dependencies,
  { incident, roster }: { incident: Incident; roster: PublishedRoster | undefined },
  staffIds: readonly string[],
  message: PageMessage & { readonly call?: true },
  now: Instant,
): Promise<PageResult[]> => {
  const results = await Promise.all(
    staffIds.map(async (staffId): Promise<PageResult> => {
      if (roster === undefined) return { staffId, outcome: 'failed', failure: 'no-roster' };
      const to = { incident, roster, staffId };
      const paged = await pageOne(dependencies, to, message, now);
      return { staffId, ...(message.call === true ? await withCall(dependencies, to, paged, now) : paged) };
    }),
  );
  for (const { outcome } of results)
    dependencies.log.count(outcome === 'failed' ? 'SmsFailed' : 'SmsAccepted');
  return results;
};

/** A single failure of a table or a key must not cost a page: the next tier is only for phones that fail. */
const maxTriesPerPhone = 3;

/** Pages somebody on each of their phones. */
const pageOne = async (
  dependencies: Dependencies,
  to: ToStaff,
  message: PageMessage,
  now: Instant,
): Promise<PagedResult> => {
  const phones = phonesToPage(to);
  const results = phones.map(async (phone) => {
    const on = { phone, ofSeveral: phones.length > 1 };
    return { line: phone.line, result: await tryPhone(dependencies, to, on, message, now) };
  });
  return joinResults(await Promise.all(results));
};

const tryPhone = async (
  dependencies: Dependencies,
  to: ToStaff,
  on: { readonly phone: Phone; readonly ofSeveral: boolean },
  message: PageMessage,
  now: Instant,
): Promise<PagedResult> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pagePhone(dependencies, to, on, message, now);
    } catch (error) {
      dependencies.log.error('page-failed', error, {
        incidentId: to.incident.incidentId,
        staffId: to.staffId,
        attempt,
      });
      // One phone that cannot be reached must not keep the others from being paged.
      if (attempt === maxTriesPerPhone) return { outcome: 'failed', failure: 'fault' };
    }
  }
};
