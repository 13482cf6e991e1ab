import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import {
  about,
  commonOf,
  type CrisisPolicy,
  type Incident,
  type IncidentFact,
  type Open,
  type Outcome,
} from './incident.ts';
import { reopen } from './open-incident.ts';

export type Command =
  { readonly verb: 'take' | 'pass' | 'welfare' } | { readonly verb: 'close'; readonly outcome: Outcome };

export type Response =
  | { readonly outcome: 'done'; readonly decided: Decided<Incident, IncidentFact> }
  /** Nothing to save: it is so already. */
  | { readonly outcome: 'already' }
  | {
      readonly outcome: 'refused';
      readonly reason:
        'taken-by-other' | 'not-taken-yet' | 'welfare-not-confirmed' | 'welfare-confirmed' | 'closed';
    };

/**
 * What a member of staff's answer does to an incident. Whoever takes it while it is open has it; only they confirm
 * welfare, and only then it can be closed. A pass by the responder hands it back: the escalation runs again.
 */
export const respond = (
  incident: Incident,
  staffId: string,
  command: Command,
  policy: CrisisPolicy,
  now: Instant,
): Response => {
  if (incident.status === 'closed') {
    return command.verb === 'close' ? { outcome: 'already' } : { outcome: 'refused', reason: 'closed' };
  }
  const responder = incident.status === 'open' ? undefined : incident.responder;
  const step = incident.step + 1;
  switch (command.verb) {
    case 'take': {
      if (responder !== undefined && responder !== staffId)
        return { outcome: 'refused', reason: 'taken-by-other' };
      if (incident.status === 'welfare-confirmed') return { outcome: 'already' };
      if (incident.status === 'acknowledged' && !incident.askedToCheckIn) return { outcome: 'already' };
      // Taking it again when asked to check in means "still on it": the next check-in is due later.
      const checkInDueAt = plusSeconds(now, policy.checkInSeconds);
      const state: Incident = {
        ...commonOf(incident),
        status: 'acknowledged',
        responder: staffId,
        step,
        nextStepAt: checkInDueAt,
        askedToCheckIn: false,
      };
      return done(state, [
        { type: 'incident.acknowledged.v1', data: { ...about(incident), staffId, checkInDueAt } },
      ]);
    }
    case 'pass': {
      const { round } = incident;
      // Neither is "already": who passes is told that others are paged, and here nobody is.
      if (responder !== undefined && responder !== staffId)
        return { outcome: 'refused', reason: 'taken-by-other' };
      if (incident.status === 'welfare-confirmed') return { outcome: 'refused', reason: 'welfare-confirmed' };
      if (incident.passes.some((pass) => pass.staffId === staffId && pass.round === round)) {
        return { outcome: 'already' };
      }
      const passed = { ...incident, passes: [...incident.passes, { staffId, round }] };
      const fact: IncidentFact = { type: 'incident.passed.v1', data: { ...about(incident), staffId } };
      if (passed.status === 'acknowledged') {
        const reopened = reopen(passed, 'handed-back', now);
        return done(reopened.state, [fact, ...reopened.facts]);
      }
      // Nobody is left to wait for: the next tier at once.
      return done(everybodyPassed(passed) ? { ...passed, step, nextStepAt: now } : passed, [fact]);
    }
    case 'welfare': {
      if (responder === undefined) return { outcome: 'refused', reason: 'not-taken-yet' };
      if (responder !== staffId) return { outcome: 'refused', reason: 'taken-by-other' };
      if (incident.status === 'welfare-confirmed') return { outcome: 'already' };
      const state: Incident = {
        ...commonOf(incident),
        status: 'welfare-confirmed',
        responder: staffId,
        step,
        nextStepAt: plusSeconds(now, policy.closeReminderSeconds),
      };
      return done(state, [{ type: 'incident.welfare-confirmed.v1', data: { ...about(incident), staffId } }]);
    }
    case 'close': {
      if (responder === undefined) return { outcome: 'refused', reason: 'not-taken-yet' };
      if (responder !== staffId) return { outcome: 'refused', reason: 'taken-by-other' };
      if (incident.status !== 'welfare-confirmed')
        return { outcome: 'refused', reason: 'welfare-not-confirmed' };
      const { outcome } = command;
      const state: Incident = { ...commonOf(incident), status: 'closed', step, outcome, closedAt: now };
      return done(state, [{ type: 'incident.closed.v1', data: { ...about(incident), staffId, outcome } }]);
    }
  }
};

/** True where everybody whom the last tier paged has said that they cannot. */
const everybodyPassed = ({ tier, round, pages, passes, paging }: Open): boolean => {
  const asked = pages.filter(
    (page) => page.round === round && page.tier === tier - 1 && page.outcome === 'accepted',
  );
  const passedThisRound = new Set(
    passes.filter((pass) => pass.round === round).map(({ staffId }) => staffId),
  );
  return (
    paging === undefined && asked.length > 0 && asked.every(({ staffId }) => passedThisRound.has(staffId))
  );
};

const done = (state: Incident, facts: readonly IncidentFact[]): Response => ({
  outcome: 'done',
  decided: { state, facts },
});
