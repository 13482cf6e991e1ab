import { nextStep, type PageResult, recordPages, type Step } from '../../domain/crisis/escalate.ts';
import type { CrisisPolicy, Incident } from '../../domain/crisis/incident.ts';
import { sms } from '../../domain/crisis/sms.ts';
import { type Instant, secondsUntil } from '../../domain/instant.ts';
import { deadlineOf } from '../crisis/deadline.ts';
import { type Phones, textAboutIncident } from '../crisis/phones.ts';
import { change, ContentionError, keys, type PublishedRoster } from '../ports/aggregates.ts';
import type { Now } from '../ports/clock.ts';
import { type EscalationQueue, type SmsResult, type StepMessage, stepMessage } from '../ports/messaging.ts';
import { type ConsumerDependencies, queueConsumer } from '../runtime/queue-consumer.ts';

export interface Dependencies extends ConsumerDependencies, Phones {
  readonly escalation: EscalationQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

/**
 * Takes an open incident one step on. What is due follows from the incident alone, so a message may come twice, late
 * or out of order: a stale one is dropped, an early one waits again. What is about to be sent is written down first:
 * a crash means a page sent twice, never not at all.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, (body) => escalate(dependencies, body as StepMessage));

/** More steps than this are never due at once: each tier without anybody to reach is one. */
const maxStepsAtOnce = 30;

const escalate = async (dependencies: Dependencies, message: StepMessage): Promise<void> => {
  const { aggregates, policy, escalation, now: clock, log } = dependencies;
  const { tenantId, clientId } = message;
  const key = keys.incident(tenantId, clientId);
  const roster = (await aggregates.load(keys.roster(tenantId)))?.state;
  let { step } = message;

  for (let taken = 0; taken < maxStepsAtOnce; taken += 1) {
    const now = clock();
    const current = await aggregates.load(key);
    const incident = current?.state;
    if (incident === undefined) return;
    const { incidentId } = incident;
    if (step !== undefined && (step.incidentId !== incidentId || step.number !== incident.step)) return;
    const next = nextStep(incident, roster, policy, now);
    if (next.action === 'none') return;
    if (next.action === 'wait') {
      // The watchdog's messages name no step, and need not wait: it comes again every minute.
      if (step !== undefined) await escalation.send(stepMessage(incident), secondsUntil(next.until, now));
      return;
    }
    const { state, facts } = next.prepared;
    const options = { now, ...deadlineOf(state) };
    const outcome = await aggregates.save(key, current?.version ?? 0, { state, facts }, options);
    if (outcome === 'conflict') continue;
    log.info('incident-step', { incidentId, action: next.action, step: state.step });
    const after = await carryOut(dependencies, state, next, roster, now);
    // The steps that follow are this run's own: with a number of its own each, nobody else's message fits.
    step = after && stepMessage(after).step;
  }
  throw new ContentionError(key.pk);
};

/** Does what was prepared, and returns the incident as it then stands. */
const carryOut = async (
  dependencies: Dependencies,
  incident: Incident,
  step: Extract<Step, { prepared: unknown }>,
  roster: PublishedRoster | undefined,
  now: Instant,
): Promise<Incident | undefined> => {
  const { log } = dependencies;
  switch (step.action) {
    case 'page':
      if (step.paging.widened) log.count('EscalationExhausted');
      return page(dependencies, incident, step.paging, roster, now);
    case 'nobody':
      log.count('NobodyToPage');
      return incident;
    case 'reopen':
      return incident;
    case 'ask-check-in':
    case 'remind-to-close': {
      if (roster === undefined) return incident;
      const text = step.action === 'ask-check-in' ? sms.askCheckIn : sms.remindToClose;
      const result = await textAboutIncident(
        dependencies,
        { incident, roster, staffId: step.responder },
        text,
        now,
      );
      log.count(result.outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
      return incident;
    }
  }
};

const page = async (
  dependencies: Dependencies,
  incident: Incident,
  paging: Extract<Step, { action: 'page' }>['paging'],
  roster: PublishedRoster | undefined,
  now: Instant,
): Promise<Incident | undefined> => {
  const { aggregates, policy, log } = dependencies;
  const text = incident.round > 0 || paging.widened ? sms.pageAgain : sms.page;
  const results = await Promise.all(
    paging.staffIds.map(async (staffId): Promise<PageResult> => {
      if (roster === undefined) return { staffId, outcome: 'failed', failure: 'no-roster' };
      return { staffId, ...(await pageOne(dependencies, { incident, roster, staffId }, text, now)) };
    }),
  );
  for (const { outcome } of results) log.count(outcome === 'accepted' ? 'SmsAccepted' : 'SmsFailed');
  const sentAt = dependencies.now();
  return change(aggregates, keys.incident(incident.tenantId, incident.clientId), sentAt, (current) => {
    if (current?.incidentId !== incident.incidentId) return undefined;
    const decided = recordPages(current, paging, results, roster, policy, sentAt);
    return { decided, ...deadlineOf(decided.state) };
  });
};

/** A table or a key that stumbles once must not cost somebody's page: the next tier is only for phones that fail. */
const maxTriesPerPhone = 3;

const pageOne = async (
  dependencies: Dependencies,
  to: Parameters<typeof textAboutIncident>[1],
  text: (code: string) => string,
  now: Instant,
): Promise<SmsResult> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await textAboutIncident(dependencies, to, text, now);
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
