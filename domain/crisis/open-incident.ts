import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
import {
  about,
  type Acknowledged,
  commonOf,
  type CrisisPolicy,
  type Incident,
  type IncidentFact,
  type Open,
  type ReopenReason,
  type Severity,
} from './incident.ts';

export interface RiskFlagged {
  readonly eventId: string;
  /** The id that an incident opened by this flag gets: derived from the event, so that it can never open two. */
  readonly incidentId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly sessionId?: string;
  readonly trigger: string;
  readonly at: Instant;
  /** Which try saves the flag, if not the first: something failed meanwhile. */
  readonly tries?: number;
}

/**
 * What a risk flag does to the client's incident: opens one, joins the open one, or re-opens one whose client was
 * thought safe. A flag that is worse than what is known pages again. The same event twice changes nothing. A trigger
 * that the policy does not name is critical.
 */
export const openIncident = (
  current: Incident | undefined,
  flag: RiskFlagged,
  policy: CrisisPolicy,
  now: Instant,
): Decided<Incident, IncidentFact> | 'already-known' => {
  if (current?.triggers.some(({ eventId }) => eventId === flag.eventId) === true) return 'already-known';
  const trigger = { eventId: flag.eventId, trigger: flag.trigger, at: flag.at };
  const rule = policy.triggers[flag.trigger] ?? { severity: 'critical' };
  if (current === undefined || current.status === 'closed') return opened(current, flag, policy, now);

  const raised = severityRank[rule.severity] > severityRank[current.severity];
  const joined = {
    ...current,
    triggers: [...current.triggers, trigger].slice(-rememberedTriggers),
    severity: raised ? rule.severity : current.severity,
    startTier: Math.min(current.startTier, rule.startTier ?? 0),
    ...(raised && rule.planId !== undefined ? { planId: rule.planId } : {}),
  };
  const fact: IncidentFact = {
    type: 'incident.trigger-joined.v1',
    data: { ...about(joined), trigger: flag.trigger, severity: joined.severity, raised, ...triesOf(flag) },
  };
  const withFact = ({ state, facts }: Decided<Incident, IncidentFact>): Decided<Incident, IncidentFact> => ({
    state,
    facts: [fact, ...facts],
  });
  switch (joined.status) {
    // The danger is new: everyone is asked from the first tier on, also those who were paged before.
    case 'welfare-confirmed':
      return withFact(reopen({ ...joined, asked: [] }, 'risk-flagged-again', now));
    case 'open':
      return raised
        ? withFact(reopen({ ...joined, asked: [] }, 'severity-raised', now))
        : { state: joined, facts: [fact] };
    case 'acknowledged':
      return { state: askAgain(joined, now), facts: [fact] };
  }
};

/**
 * The responder gets a text about each new trigger, also while it is snoozed, and silence re-opens it. Triggers that keep
 * coming do not put off the moment at which an unanswered question re-opens it.
 */
const askAgain = (incident: Acknowledged, now: Instant): Acknowledged => ({
  ...incident,
  ...(incident.askedToCheckIn ? { mustAnswerBy: incident.checkInDueAt } : {}),
  newTrigger: true,
  askedToCheckIn: false,
  checkInDueAt: now,
  nextStepAt: now,
  step: incident.step + 1,
});

const severityRank: Readonly<Record<Severity, number>> = { high: 1, critical: 2 };

/** Enough to recognise whatever a queue or a sender may still deliver again. */
const rememberedTriggers = 50;

const opened = (
  before: Incident | undefined,
  flag: RiskFlagged,
  policy: CrisisPolicy,
  now: Instant,
): Decided<Open, IncidentFact> => {
  const rule = policy.triggers[flag.trigger] ?? { severity: 'critical' };
  const startTier = rule.startTier ?? 0;
  const state: Open = {
    status: 'open',
    incidentId: flag.incidentId,
    tenantId: flag.tenantId,
    clientId: flag.clientId,
    ...(flag.sessionId === undefined ? {} : { sessionId: flag.sessionId }),
    ...(rule.planId === undefined ? {} : { planId: rule.planId }),
    severity: rule.severity,
    startTier,
    openedAt: now,
    // The triggers of the incident before are kept: an old event that comes again must not open a new one.
    triggers: [
      ...(before?.triggers.slice(-rememberedTriggers) ?? []),
      { eventId: flag.eventId, trigger: flag.trigger, at: flag.at },
    ],
    pages: [],
    pagesSettled: 0,
    passes: [],
    notices: [],
    tasks: before?.tasks ?? [],
    asked: [],
    round: 0,
    step: 0,
    tier: startTier,
    nextStepAt: now,
  };
  const data = {
    ...about(state),
    ...(flag.sessionId === undefined ? {} : { sessionId: flag.sessionId }),
    trigger: flag.trigger,
    severity: rule.severity,
    policyVersion: policy.version,
    ...triesOf(flag),
  };
  return { state, facts: [{ type: 'incident.opened.v1', data }] };
};

const triesOf = ({ tries }: RiskFlagged) => (tries === undefined ? {} : { tries });

/** The escalation goes on at once, with those of the plan who have not been asked. */
export const reopen = (
  incident: Exclude<Incident, { status: 'closed' }>,
  reason: ReopenReason,
  now: Instant,
): Decided<Open, IncidentFact> => {
  const round = incident.round + 1;
  return {
    state: {
      ...commonOf(incident),
      status: 'open',
      round,
      step: incident.step + 1,
      tier: incident.startTier,
      nextStepAt: now,
    },
    facts: [{ type: 'incident.reopened.v1', data: { ...about(incident), round, reason } }],
  };
};
