import type { DecidedFact } from '../fact.ts';
import type { Instant } from '../instant.ts';

export type Severity = 'critical' | 'high';
export type Outcome = 'safe-with-support' | 'emergency-service' | 'hospital' | 'false-alarm';

/** What clinicians decide about crises, as data. Times in seconds. */
export interface CrisisPolicy {
  readonly version: string;
  readonly severityByTrigger: Readonly<Record<string, Severity>>;
  /** How long the last tier, widened to everybody, is left before it is paged again. */
  readonly repeatSeconds: number;
  /** How long a responder has before being asked how the client is, and then to answer. */
  readonly checkInSeconds: number;
  readonly checkInGraceSeconds: number;
  /** How often a responder is reminded to close an incident whose welfare is confirmed. */
  readonly closeReminderSeconds: number;
  /** How long a paging may take before another attempt begins: after a crash, a page is sent twice rather than never. */
  readonly sendingSeconds: number;
  /** How soon to look again where the roster names nobody. */
  readonly nobodyRetrySeconds: number;
}

export interface Trigger {
  readonly eventId: string;
  readonly trigger: string;
  readonly at: Instant;
}

export interface Page {
  readonly staffId: string;
  readonly tier: number;
  readonly round: number;
  readonly at: Instant;
  readonly outcome: 'accepted' | 'failed';
  readonly messageId?: string;
  readonly failure?: string;
}

interface Common {
  readonly incidentId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly sessionId?: string;
  readonly severity: Severity;
  readonly openedAt: Instant;
  readonly triggers: readonly Trigger[];
  readonly pages: readonly Page[];
  /** Who said that they cannot take it, and in which round. */
  readonly passes: readonly { readonly staffId: string; readonly round: number }[];
  /** How often the escalation began anew: 0 at first. */
  readonly round: number;
  /** Grows with every step that is done; a step message that names another number is stale. */
  readonly step: number;
}

/** A paging under way: written before the SMS goes out, so that a crash is seen and made good. */
export interface Paging {
  readonly tier: number;
  readonly staffIds: readonly string[];
  readonly widened: boolean;
}

export interface Open extends Common {
  readonly status: 'open';
  /** The tier to page next; past the last one, everybody. */
  readonly tier: number;
  readonly nextStepAt: Instant;
  readonly paging?: Paging;
}

export interface Acknowledged extends Common {
  readonly status: 'acknowledged';
  readonly responder: string;
  /** When the check-in is due, or, once asked, when silence re-opens. */
  readonly nextStepAt: Instant;
  readonly askedToCheckIn: boolean;
}

export interface WelfareConfirmed extends Common {
  readonly status: 'welfare-confirmed';
  readonly responder: string;
  /** When the responder is next reminded to close. */
  readonly nextStepAt: Instant;
}

export interface Closed extends Common {
  readonly status: 'closed';
  readonly outcome: Outcome;
  readonly closedAt: Instant;
}

/** A crisis of one client. Everything but `closed` has a `nextStepAt`: an open incident always has a next deadline. */
export type Incident = Open | Acknowledged | WelfareConfirmed | Closed;

interface About {
  readonly incidentId: string;
  readonly clientId: string;
}

export type IncidentFact =
  | DecidedFact<
      'incident.opened.v1',
      About & { sessionId?: string; trigger: string; severity: Severity; policyVersion: string }
    >
  | DecidedFact<
      'incident.paged.v1',
      About & {
        staffId: string;
        tier: number;
        round: number;
        outcome: 'accepted' | 'failed';
        messageId?: string;
        failure?: string;
      }
    >
  | DecidedFact<
      'incident.tier-skipped.v1',
      About & { tier: number; round: number; reason: 'empty' | 'nobody-on-roster' }
    >
  | DecidedFact<'incident.acknowledged.v1', About & { staffId: string; checkInDueAt: Instant }>
  | DecidedFact<'incident.passed.v1', About & { staffId: string }>
  | DecidedFact<
      'incident.reopened.v1',
      About & { round: number; reason: 'check-in-missed' | 'handed-back' | 'risk-flagged-again' }
    >
  | DecidedFact<'incident.welfare-confirmed.v1', About & { staffId: string }>
  | DecidedFact<'incident.closed.v1', About & { staffId: string; outcome: Outcome }>;

export const about = ({ incidentId, clientId }: About): About => ({ incidentId, clientId });

/** The parts that every state of an incident shares, without those of the state it is in. */
export const commonOf = (incident: Incident): Common => ({
  incidentId: incident.incidentId,
  tenantId: incident.tenantId,
  clientId: incident.clientId,
  ...(incident.sessionId === undefined ? {} : { sessionId: incident.sessionId }),
  severity: incident.severity,
  openedAt: incident.openedAt,
  triggers: incident.triggers,
  pages: incident.pages,
  passes: incident.passes,
  round: incident.round,
  step: incident.step,
});
