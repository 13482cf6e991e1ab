import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
import {
  about,
  commonOf,
  type CrisisPolicy,
  type Incident,
  type IncidentFact,
  type Open,
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
}

/**
 * What a risk flag does to the client's incident: opens one, joins the open one, or re-opens one whose client was
 * thought safe. The same event twice changes nothing. A trigger that the policy does not name is critical.
 */
export const openIncident = (
  current: Incident | undefined,
  flag: RiskFlagged,
  policy: CrisisPolicy,
  now: Instant,
): Decided<Incident, IncidentFact> | 'already-known' => {
  if (current?.triggers.some(({ eventId }) => eventId === flag.eventId) === true) return 'already-known';
  const trigger = { eventId: flag.eventId, trigger: flag.trigger, at: flag.at };
  const severity = policy.severityByTrigger[flag.trigger] ?? 'critical';

  if (current === undefined || current.status === 'closed') {
    const state: Open = {
      status: 'open',
      incidentId: flag.incidentId,
      tenantId: flag.tenantId,
      clientId: flag.clientId,
      ...(flag.sessionId === undefined ? {} : { sessionId: flag.sessionId }),
      severity,
      openedAt: now,
      // The triggers of the incident before are kept: an old event that comes again must not open a new one.
      triggers: [...(current?.triggers.slice(-rememberedTriggers) ?? []), trigger],
      pages: [],
      passes: [],
      round: 0,
      step: 0,
      tier: 0,
      nextStepAt: now,
    };
    const { sessionId } = state;
    const data = {
      ...about(state),
      ...(sessionId === undefined ? {} : { sessionId }),
      trigger: flag.trigger,
      severity,
      policyVersion: policy.version,
    };
    return { state, facts: [{ type: 'incident.opened.v1', data }] };
  }

  const joined = {
    triggers: [...current.triggers, trigger].slice(-rememberedTriggers),
    severity: severity === 'critical' ? severity : current.severity,
  };
  if (current.status !== 'welfare-confirmed') return { state: { ...current, ...joined }, facts: [] };
  return reopen({ ...current, ...joined }, 'risk-flagged-again', now);
};

/** Enough to recognise whatever a queue or a sender may still deliver again, and few enough for one item (400 KB). */
const rememberedTriggers = 50;

/** The escalation runs again from the first tier, at once. */
export const reopen = (
  incident: Exclude<Incident, { status: 'closed' }>,
  reason: 'check-in-missed' | 'handed-back' | 'risk-flagged-again',
  now: Instant,
): Decided<Open, IncidentFact> => {
  const round = incident.round + 1;
  return {
    state: {
      ...commonOf(incident),
      status: 'open',
      round,
      step: incident.step + 1,
      tier: 0,
      nextStepAt: now,
    },
    facts: [{ type: 'incident.reopened.v1', data: { ...about(incident), round, reason } }],
  };
};
