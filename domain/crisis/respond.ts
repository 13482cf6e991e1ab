import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { askFor, withoutAsk } from './ask.ts';
import { nobodyLeftToWaitFor } from './escalate.ts';
import { tasksAfter } from './follow-up.ts';
import {
  about,
  type Acknowledged,
  type Ask,
  commonOf,
  type CrisisPolicy,
  type Incident,
  type IncidentFact,
  type Notice,
  type Outcome,
  type Task,
} from './incident.ts';
import { reopen } from './open-incident.ts';

export type Command =
  | { readonly verb: 'take' | 'pass' | 'arrived' | 'snooze' | 'welfare' }
  /** Of somebody who was paged, about what another has: to help, or to have it instead. */
  | { readonly verb: 'join' | 'take-over' }
  /** Without names: everyone whom the plan names, tier after tier. */
  | { readonly verb: 'escalate' | 'hand-over'; readonly staffIds?: readonly string[] }
  | { readonly verb: 'close'; readonly outcome: Outcome }
  | { readonly verb: 'task-done'; readonly task: Task['kind'] };

export type Response =
  | { readonly outcome: 'done'; readonly decided: Decided<Incident, IncidentFact>; readonly as?: 'helper' }
  /** Nothing to save: it is so already. */
  | { readonly outcome: 'already'; readonly as?: 'helper' }
  | {
      readonly outcome: 'refused';
      readonly reason:
        | 'taken-by-other'
        | 'not-taken-yet'
        | 'welfare-not-confirmed'
        | 'welfare-confirmed'
        | 'closed'
        | 'snoozed-enough'
        | 'no-task';
    };

type Live = Exclude<Incident, { status: 'closed' }>;

/**
 * What a member of staff's answer does to an incident. Anyone who takes it while it is open has it; only they confirm
 * welfare, and only then it can be closed. A pass by the responder hands it back: the escalation runs again.
 */
export const respond = (
  incident: Incident,
  staffId: string,
  command: Command,
  policy: CrisisPolicy,
  now: Instant,
): Response => {
  if (command.verb === 'task-done') return finishTask(incident, staffId, command.task);
  if (incident.status === 'closed') return command.verb === 'close' ? already : refused('closed');
  switch (command.verb) {
    case 'take':
      return take(incident, staffId, policy, now);
    case 'pass':
      return pass(incident, staffId, now);
    case 'escalate':
      if (incident.status === 'open') return pageOn(incident, staffId, now);
      break;
    default:
  }
  if (incident.status === 'open') return refused('not-taken-yet');
  if (command.verb === 'join' || command.verb === 'take-over')
    return volunteer(incident, staffId, command.verb, policy, now);
  if (incident.responder !== staffId) return refused('taken-by-other');
  if (command.verb === 'welfare') return confirmWelfare(incident, staffId, policy, now);
  if (command.verb === 'close') return close(incident, staffId, command.outcome, policy, now);
  if (incident.status === 'welfare-confirmed') return refused('welfare-confirmed');
  switch (command.verb) {
    case 'arrived':
    case 'snooze': {
      const arrived = command.verb === 'arrived';
      if (arrived && incident.arrivedAt !== undefined && !incident.askedToCheckIn) return already;
      if (!arrived && isSnoozed(incident)) return already;
      if (!arrived && incident.snoozes >= policy.maxSnoozes) return refused('snoozed-enough');
      const checkInDueAt = plusSeconds(now, arrived ? policy.checkInSeconds : policy.snoozeSeconds);
      const state: Acknowledged = {
        ...incident,
        ...(arrived ? { arrivedAt: now } : { snoozes: incident.snoozes + 1, snoozedUntil: checkInDueAt }),
        askedToCheckIn: false,
        checkInDueAt,
        nextStepAt: earlier(checkInDueAt, incident.ask?.answerBy),
        step: incident.step + 1,
      };
      return done(state, [
        arrived
          ? { type: 'incident.arrived.v1', data: { ...about(incident), staffId } }
          : { type: 'incident.snoozed.v1', data: { ...about(incident), staffId, checkInDueAt } },
      ]);
    }
    case 'escalate':
    case 'hand-over': {
      const kind = command.verb === 'escalate' ? 'back-up' : 'hand-over';
      if (incident.ask?.kind === kind && command.staffIds === undefined) return already;
      return done(askFor(heardFrom(incident, policy, now), kind, command.staffIds ?? [], now), [
        {
          type: command.verb === 'escalate' ? 'incident.escalated.v1' : 'incident.hand-over-offered.v1',
          data: { ...about(incident), staffId },
        },
      ]);
    }
  }
};

/** The incident after any word of its responder: who asks for help has not fallen silent. */
const heardFrom = (incident: Acknowledged, policy: CrisisPolicy, now: Instant): Acknowledged =>
  incident.askedToCheckIn
    ? { ...incident, askedToCheckIn: false, checkInDueAt: plusSeconds(now, policy.checkInSeconds) }
    : incident;

/** A snooze runs until its check-in is asked for, or the check-in is due at another moment. */
const isSnoozed = ({ snoozedUntil, checkInDueAt }: Acknowledged): boolean => snoozedUntil === checkInDueAt;

const take = (incident: Live, staffId: string, policy: CrisisPolicy, now: Instant): Response => {
  const checkInDueAt = plusSeconds(now, policy.checkInSeconds);
  const mine = {
    status: 'acknowledged',
    responder: staffId,
    snoozes: 0,
    askedToCheckIn: false,
    checkInDueAt,
    nextStepAt: checkInDueAt,
    step: incident.step + 1,
  } as const;
  const acknowledged: IncidentFact = {
    type: 'incident.acknowledged.v1',
    data: { ...about(incident), staffId, checkInDueAt },
  };
  if (incident.status === 'open') {
    const state: Incident = { ...settled(incident, staffId), ...mine, helpers: [] };
    return done(state, [acknowledged]);
  }
  if (incident.responder === staffId) {
    if (incident.status === 'welfare-confirmed' || !incident.askedToCheckIn) return already;
    // Taking it again when asked to check in means "still on it": the next check-in is due later.
    const nextStepAt = earlier(checkInDueAt, incident.ask?.answerBy);
    return done({ ...incident, ...mine, snoozes: incident.snoozes, nextStepAt }, [acknowledged]);
  }
  if (incident.status !== 'acknowledged') return refused('taken-by-other');
  const { ask, helpers } = incident;
  if (helpers.includes(staffId) && ask?.kind !== 'hand-over') return { ...already, as: 'helper' };
  if (ask?.staffIds.includes(staffId) !== true) return refused('taken-by-other');
  return ask.kind === 'hand-over'
    ? takeOver(incident, staffId, policy, now)
    : joinAs(
        staffId,
        withoutAsk({ ...incident, notices: [...incident.notices, ...toldOthers(ask, staffId)] }),
      );
};

/** Somebody who was paged helps, or takes over, unasked: nobody has to wait until the responder thinks of asking. */
const volunteer = (
  incident: Exclude<Live, { status: 'open' }>,
  staffId: string,
  verb: 'join' | 'take-over',
  policy: CrisisPolicy,
  now: Instant,
): Response => {
  if (incident.responder === staffId) return already;
  if (incident.status !== 'acknowledged') return refused('taken-by-other');
  if (verb === 'take-over') return takeOver(incident, staffId, policy, now);
  return incident.helpers.includes(staffId) ? { ...already, as: 'helper' } : joinAs(staffId, incident);
};

const joinAs = (staffId: string, incident: Acknowledged): Response => {
  const state: Acknowledged = {
    ...incident,
    notices: [...incident.notices, { staffId: incident.responder, kind: 'help-coming' }],
    helpers: [...incident.helpers, staffId],
    step: incident.step + 1,
  };
  const fact: IncidentFact = { type: 'incident.helper-joined.v1', data: { ...about(incident), staffId } };
  return { outcome: 'done', decided: { state, facts: [fact] }, as: 'helper' };
};

/** The lead passes on. The one who had it learns so in the same write, and so do others who were asked. */
const takeOver = (incident: Acknowledged, staffId: string, policy: CrisisPolicy, now: Instant): Response => {
  // When the one before arrived, and what they put off, says nothing about the one who has it now.
  const { arrivedAt: _, snoozedUntil: __, ...before } = incident;
  const { responder, ask } = before;
  const checkInDueAt = plusSeconds(now, policy.checkInSeconds);
  const others = ask === undefined ? [] : toldOthers(ask, staffId);
  const state = withoutAsk({
    ...before,
    responder: staffId,
    helpers: incident.helpers.filter((helper) => helper !== staffId),
    notices: [...incident.notices, ...others, { staffId: responder, kind: 'handed-over' }],
    snoozes: 0,
    askedToCheckIn: false,
    checkInDueAt,
    step: incident.step + 1,
  });
  return done(state, [
    {
      type: 'incident.handed-over.v1',
      data: { ...about(incident), staffId: responder, toStaffId: staffId },
    },
    { type: 'incident.acknowledged.v1', data: { ...about(incident), staffId, checkInDueAt } },
  ]);
};

const toldOthers = ({ staffIds }: Ask, staffId: string): Notice[] =>
  staffIds.filter((other) => other !== staffId).map((other) => ({ staffId: other, kind: 'taken' }));

/** Everybody who was paged and does not know yet who has it gets a notice. */
const settled = (incident: Live, responder: string) => {
  const common = commonOf(incident);
  const waiting = common.pages
    .slice(common.pagesSettled)
    .filter(({ outcome, staffId }) => outcome !== 'failed' && staffId !== responder)
    .map(({ staffId }) => staffId);
  const notices = [...new Set(waiting)].map((staffId) => ({ staffId, kind: 'taken' as const }));
  return { ...common, notices: [...common.notices, ...notices], pagesSettled: common.pages.length };
};

const pass = (incident: Live, staffId: string, now: Instant): Response => {
  const { round } = incident;
  const responder = incident.status === 'open' ? undefined : incident.responder;
  // Not "already applied": a pass is answered with "others are paged", and here nobody is.
  if (responder !== undefined && responder !== staffId) return refused('taken-by-other');
  if (incident.status === 'welfare-confirmed') return refused('welfare-confirmed');
  if (incident.passes.some((known) => known.staffId === staffId && known.round === round)) return already;
  const passed = { ...incident, passes: [...incident.passes, { staffId, round }] };
  const fact: IncidentFact = { type: 'incident.passed.v1', data: { ...about(incident), staffId } };
  if (passed.status === 'acknowledged') {
    const reopened = reopen(passed, 'handed-back', now);
    return done(reopened.state, [fact, ...reopened.facts]);
  }
  // Nobody is left to wait for: the next tier at once.
  const soon = nobodyLeftToWaitFor(passed) ? { step: passed.step + 1, nextStepAt: now } : {};
  return done({ ...passed, ...soon }, [fact]);
};

/** Somebody who was paged wants more people on it, without having taken it: the next tier at once. */
const pageOn = (incident: Extract<Incident, { status: 'open' }>, staffId: string, now: Instant): Response => {
  if (incident.paging !== undefined || incident.nextStepAt <= now) return already;
  return done({ ...incident, step: incident.step + 1, nextStepAt: now }, [
    { type: 'incident.escalated.v1', data: { ...about(incident), staffId } },
  ]);
};

const confirmWelfare = (
  incident: Exclude<Live, { status: 'open' }>,
  staffId: string,
  policy: CrisisPolicy,
  now: Instant,
): Response => {
  if (incident.status === 'welfare-confirmed') return already;
  const nextStepAt = plusSeconds(now, policy.closeReminderSeconds);
  const common = { ...commonOf(incident), step: incident.step + 1 };
  return done({ ...common, status: 'welfare-confirmed', responder: staffId, nextStepAt }, [
    { type: 'incident.welfare-confirmed.v1', data: { ...about(incident), staffId } },
  ]);
};

const close = (
  incident: Exclude<Live, { status: 'open' }>,
  staffId: string,
  outcome: Outcome,
  policy: CrisisPolicy,
  now: Instant,
): Response => {
  if (incident.status !== 'welfare-confirmed') return refused('welfare-not-confirmed');
  const tasks = tasksAfter(incident.incidentId, staffId, policy, now);
  const common = { ...commonOf(incident), step: incident.step + 1, tasks: [...incident.tasks, ...tasks] };
  return done({ ...common, status: 'closed', outcome, closedAt: now }, [
    { type: 'incident.closed.v1', data: { ...about(incident), staffId, outcome } },
    ...tasks.map(({ kind: task, dueAt }): IncidentFact => ({
      type: 'incident.task-due.v1',
      data: { ...about(incident), task, staffId, dueAt },
    })),
  ]);
};

const finishTask = (incident: Incident, staffId: string, kind: Task['kind']): Response => {
  const task = incident.tasks.find((candidate) => candidate.kind === kind && candidate.staffId === staffId);
  if (task === undefined) return isDone(incident, kind) ? already : refused('no-task');
  const tasks = incident.tasks.filter((other) => other !== task);
  return done({ ...incident, tasks }, [
    {
      type: 'incident.task-done.v1',
      data: { incidentId: task.incidentId, clientId: incident.clientId, task: kind, staffId },
    },
  ]);
};

/** Closing leaves one task of each kind: where none is left, it was done. */
const isDone = ({ status, incidentId, tasks }: Incident, kind: Task['kind']): boolean =>
  status === 'closed' && !tasks.some((task) => task.incidentId === incidentId && task.kind === kind);

const earlier = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b < a ? b : a);
const already = { outcome: 'already' } as const;
const refused = (reason: Extract<Response, { outcome: 'refused' }>['reason']): Response => ({
  outcome: 'refused',
  reason,
});
const done = (state: Incident, facts: readonly IncidentFact[]): Response => ({
  outcome: 'done',
  decided: { state, facts },
});
