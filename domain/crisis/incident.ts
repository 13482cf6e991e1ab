import type { FactOf } from '../../events/facts.ts';
import type { Instant } from '../instant.ts';
import type { DrillTime } from './drill-time.ts';
import type { Screener } from './screener.ts';

export type Severity = 'critical' | 'high';
export type Outcome = 'safe-with-support' | 'emergency-service' | 'hospital' | 'false-alarm';

/** What one trigger means, as clinicians decide it. */
export interface TriggerRule {
  readonly severity: Severity;
  /** The tier that is paged first; 0 where it is not said. */
  readonly startTier?: number | undefined;
  /** A plan of the roster by name, in the place of the one for the severity. */
  readonly planId?: string | undefined;
}

/** What clinicians decide about crises, as data. Times in seconds. */
export interface CrisisPolicy {
  readonly version: string;
  readonly triggers: Readonly<Record<string, TriggerRule>>;
  /** Questionnaires by name. */
  readonly screeners: Readonly<Record<string, Screener>>;
  /** How old answers may be on arrival and still page. */
  readonly screeningStaleAfterSeconds: number;
  /** When a clinician must have looked at answers that page nobody, counted from their arrival. */
  readonly screeningReviewDueSeconds: number;
  /** How long after its planned start a session that has not begun counts as missed. */
  readonly missedAfterSeconds: number;
  /** How late an appointment may become known, counted from when it counts as missed, and still be waited for. */
  readonly lateAppointmentSeconds: number;
  /** How long a connection that is lost at risk may take to come back before somebody is paged. */
  readonly connectionGraceSeconds: number;
  /** How late a loss may become known and still page somebody. */
  readonly lateLossSeconds: number;
  /** How long a client stays watched where nobody says until when. */
  readonly watchEndsSeconds: number;
  /** How long the last tier, widened to everybody, is left before it is paged again. */
  readonly repeatSeconds: number;
  /** The longest that a tier of a roster may be given to answer. */
  readonly maxAnswerWithinSeconds: number;
  /** How long after the text of a page its receiver is also called, where the deployment can call. */
  readonly callAfterSeconds: Readonly<Record<Severity, number>>;
  /** How long a responder has before being asked how the client is, and then to answer. */
  readonly checkInSeconds: number;
  readonly checkInGraceSeconds: number;
  /** How far a responder may put off the check-in, and how often. */
  readonly snoozeSeconds: number;
  readonly maxSnoozes: number;
  /** How long somebody who is asked to help or to take over has, before the next is asked. */
  readonly askSeconds: number;
  /** How often a responder is reminded to close an incident whose welfare is confirmed. */
  readonly closeReminderSeconds: number;
  /** When the follow-up with the client and the after-incident review are due, counted from closing. */
  readonly followUpDueSeconds: number;
  readonly reviewDueSeconds: number;
  /** How often somebody is reminded of a task that is due. */
  readonly taskReminderSeconds: number;
  /** How long a paging may take before another attempt begins: after a crash, a page is sent twice rather than never. */
  readonly sendingSeconds: number;
  /** How soon to look again where the roster names nobody. */
  readonly nobodyRetrySeconds: number;
  readonly drill: DrillTime;
  /** How long a drill waits for answers. */
  readonly drillAnswerSeconds: number;
  /** How long the link in a text and the buttons behind it work. */
  readonly linkValidSeconds: number;
  readonly load: LoadPolicy;
}

/** What one person on call can be asked to carry. */
export interface LoadPolicy {
  readonly nightHours: readonly [from: number, until: number];
  readonly maxPagesPerWeek: number;
  readonly maxNightsPerWeek: number;
  readonly maxConsecutiveDays: number;
  readonly fairShareFactor: number;
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
  /** `bundled`: sent in one text with other incidents, because of an alert burst on the phone. */
  readonly outcome: 'accepted' | 'bundled' | 'failed';
  readonly messageId?: string;
  readonly failure?: string;
  /** The pseudonyms of the person's phones that took it, where the person has several. */
  readonly lines?: readonly string[];
}

/** A text to somebody about what another person did. It stays in the item until it is sent. */
export interface Notice {
  readonly staffId: string;
  readonly kind: 'taken' | 'handed-over' | 'help-coming' | 'nobody-accepted' | 'closed';
}

/** Work that remains after an incident. */
export interface Task {
  readonly kind: 'follow-up' | 'review';
  readonly incidentId: string;
  readonly staffId: string;
  readonly dueAt: Instant;
  /** When its owner is reminded next; `dueAt` at first. */
  readonly remindAt: Instant;
}

interface Common {
  readonly incidentId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly sessionId?: string;
  readonly severity: Severity;
  readonly planId?: string;
  readonly startTier: number;
  readonly openedAt: Instant;
  readonly triggers: readonly Trigger[];
  readonly pages: readonly Page[];
  /** How many of the pages are answered for: anyone who got one of them knows who has it. */
  readonly pagesSettled: number;
  /** Who said that they cannot take it, and in which round. */
  readonly passes: readonly { readonly staffId: string; readonly round: number }[];
  readonly notices: readonly Notice[];
  /** Of this incident and of the client's earlier ones. */
  readonly tasks: readonly Task[];
  /**
   * Everyone who was paged since the danger was last new. Nobody is paged a second time before all others of the plan were.
   */
  readonly asked: readonly string[];
  /** How often the escalation began again: 0 at first. */
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

/** A responder's call for others: to help, or to take over. Nobody is relieved before somebody has accepted. */
export interface Ask {
  readonly kind: 'back-up' | 'hand-over';
  readonly staffIds: readonly string[];
  /** The tier that is asked; the next one follows. Absent where people were named. */
  readonly tier?: number;
  readonly sent: boolean;
  readonly answerBy: Instant;
}

export interface Acknowledged extends Common {
  readonly status: 'acknowledged';
  readonly responder: string;
  readonly helpers: readonly string[];
  readonly arrivedAt?: Instant;
  readonly snoozes: number;
  /** To when the last snooze put off the check-in. */
  readonly snoozedUntil?: Instant;
  /** When the check-in is due, or, once asked, when silence re-opens. */
  readonly checkInDueAt: Instant;
  readonly askedToCheckIn: boolean;
  /** A trigger came since the responder was last texted: they get a text that asks whether they are on it. */
  readonly newTrigger?: true;
  /** Until when the responder has to answer a question that a newer trigger has replaced. */
  readonly mustAnswerBy?: Instant;
  readonly ask?: Ask;
  /** The earlier of check-in and ask. */
  readonly nextStepAt: Instant;
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

export type ReopenReason =
  'check-in-missed' | 'handed-back' | 'risk-flagged-again' | 'severity-raised' | 'responder-unreachable';

export type IncidentFact =
  | FactOf<'incident.opened.v1'>
  | FactOf<'incident.trigger-joined.v1'>
  | FactOf<'incident.paged.v1'>
  | FactOf<'incident.page-undelivered.v1'>
  | FactOf<'incident.tier-skipped.v1'>
  | FactOf<'incident.acknowledged.v1'>
  | FactOf<'incident.arrived.v1'>
  | FactOf<'incident.snoozed.v1'>
  | FactOf<'incident.escalated.v1'>
  | FactOf<'incident.hand-over-offered.v1'>
  | FactOf<'incident.handed-over.v1'>
  | FactOf<'incident.helper-joined.v1'>
  | FactOf<'incident.passed.v1'>
  | FactOf<'incident.reopened.v1'>
  | FactOf<'incident.welfare-confirmed.v1'>
  | FactOf<'incident.closed.v1'>
  | FactOf<'incident.task-due.v1'>
  | FactOf<'incident.task-done.v1'>;

export const about = ({ incidentId, clientId }: About): About => ({ incidentId, clientId });

/** The parts that every state of an incident shares, without those of the state it is in. */
export const commonOf = (incident: Incident): Common => ({
  incidentId: incident.incidentId,
  tenantId: incident.tenantId,
  clientId: incident.clientId,
  ...(incident.sessionId === undefined ? {} : { sessionId: incident.sessionId }),
  ...(incident.planId === undefined ? {} : { planId: incident.planId }),
  severity: incident.severity,
  startTier: incident.startTier,
  openedAt: incident.openedAt,
  triggers: incident.triggers,
  pages: incident.pages,
  pagesSettled: incident.pagesSettled,
  passes: incident.passes,
  notices: incident.notices,
  tasks: incident.tasks,
  asked: incident.asked,
  round: incident.round,
  step: incident.step,
});

/** When the next step of this incident is due. Absent: it is closed, all notices are sent, and no task is open. */
export const dueAt = (incident: Incident): Instant | undefined => {
  if (incident.notices.length > 0) return incident.openedAt;
  const times = incident.tasks.map(({ remindAt }) => remindAt);
  if (incident.status !== 'closed') times.push(incident.nextStepAt);
  return times.sort()[0];
};
