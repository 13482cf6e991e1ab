import type { FactOf } from '../../events/facts.ts';
import { askForPlaceReview, type PlaceReviewFact } from './ask-for-place-review.ts';
import type { Check } from './check.ts';
import { followConnection } from './connection.ts';
import {
  type Clearance,
  decideClearance,
  decisionOf,
  foreseeClearance,
  type Parties,
  sameClearance,
} from './decide-clearance.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { nextLook } from './next-review.ts';
import { participantsOf } from './participants.ts';
import type { ClearancePolicy } from './policy.ts';
import { isRunning, needsClearance, overAt, type Session } from './session.ts';

interface Named {
  readonly sessionId: string;
  readonly clientId: string;
}

export type SessionFact =
  | FactOf<'session.cleared.v1' | 'session.blocked.v1'>
  | FactOf<'session.forecast-changed.v1'>
  | FactOf<'session.consent-revoked.v1'>
  | FactOf<'session.fallback-due.v1'>
  | FactOf<'session.connection-unresolved.v1'>
  | FactOf<'session.break-glass-review-due.v1'>
  | PlaceReviewFact;

export type ReviewStep = (
  session: Session,
  parties: Parties,
  policy: ClearancePolicy,
  now: Instant,
) => Decided<Session, SessionFact>;

/**
 * The session after a review of everything that bears on it: what was foreseen, what is cleared, what its connection
 * and the clock demand. Says only what is new, so it may be asked as often as one likes.
 */
export const reviewSession: ReviewStep = (session, parties, policy, now) => {
  let state = session;
  const facts: SessionFact[] = [];
  for (const step of [foresee, clear, followConnection, askForReview, askForPlaceReview]) {
    const decided = step(state, parties, policy, now);
    state = decided.state;
    facts.push(...decided.facts);
  }
  return { state: scheduleLook(state, parties, policy, now), facts };
};

/** Facts carry codes only; the sentence of the remedy is for the caller. */
type StatedCheck = Omit<Check, 'remedy' | 'clientId'>;

const stated = (checks: readonly Check[]): readonly StatedCheck[] =>
  checks.map(({ remedy: _, clientId: __, ...check }) => check);

interface Own {
  readonly clientId: string;
  readonly clearance: Clearance;
}

/** What a clearance says of each participant. */
const eachIn = (session: Session, clearance: Clearance): readonly Own[] => {
  const { checks, policyVersion } = clearance;
  if (checks.every(({ clientId }) => clientId === undefined))
    return [{ clientId: session.clientId, clearance }];
  return participantsOf(session).map((clientId) => {
    const own = checks.filter((check) => check.clientId === clientId);
    return { clientId, clearance: { decision: decisionOf(own), policyVersion, checks: own } };
  });
};

/**
 * Whom there is something new to say about: of a session that is blocked only those who are not cleared, so that a fact
 * about one client never clears a session in which another must not take part.
 */
const newlyDecided = (session: Session, before: Clearance | undefined, after: Clearance): readonly Own[] => {
  const known = before === undefined || before.decision !== after.decision ? [] : eachIn(session, before);
  return eachIn(session, after).filter(
    ({ clientId, clearance }) =>
      (after.decision !== 'blocked' || clearance.decision === 'blocked') &&
      !known.some((own) => own.clientId === clientId && sameClearance(own.clearance, clearance)),
  );
};

const unchanged = (state: Session): Decided<Session, SessionFact> => ({ state, facts: [] });
const named = ({ sessionId, clientId }: Session): Named => ({ sessionId, clientId });

/** Before the check-in: what the clearance will be at the planned start. */
const foresee: ReviewStep = (session, parties, policy, now) => {
  if (session.scheduled === undefined || overAt(session) !== undefined || needsClearance(session))
    return unchanged(session);
  const forecast = foreseeClearance(session, parties, policy, now);
  if (sameClearance(session.forecast, forecast)) return unchanged(session);
  const state = { ...session, forecast };
  // Publish an improvement only if the problem was published.
  if (forecast.decision !== 'blocked' && session.forecast?.decision !== 'blocked') return unchanged(state);
  const { startsAt } = session.scheduled;
  const facts = newlyDecided(session, session.forecast, forecast).map(
    ({ clientId, clearance: { policyVersion, checks } }) => ({
      type: 'session.forecast-changed.v1' as const,
      data: {
        sessionId: session.sessionId,
        clientId,
        startsAt,
        forecast: forecast.decision === 'blocked' ? ('at-risk' as const) : ('clear' as const),
        policyVersion,
        checks: stated(checks),
      },
    }),
  );
  return { state, facts };
};

/** From the check-in to the end: may it run, and has a consent gone while it runs? */
const clear: ReviewStep = (session, parties, policy, now) => {
  if (!needsClearance(session)) return unchanged(session);
  const clearance = decideClearance(session, parties, policy, now);
  if (sameClearance(session.clearance, clearance)) return unchanged(session);
  const type = clearance.decision === 'blocked' ? 'session.blocked.v1' : 'session.cleared.v1';
  // What was foreseen has been overtaken; kept, it would tell in which order the events came.
  const { forecast: _, ...rest } = session;
  return {
    state: { ...rest, clearance },
    facts: [
      ...revocations(session, clearance, policy),
      ...newlyDecided(session, session.clearance, clearance).map(
        ({ clientId, clearance: { policyVersion, checks } }): SessionFact => ({
          type,
          data: { sessionId: session.sessionId, clientId, policyVersion, checks: stated(checks) },
        }),
      ),
    ],
  };
};

const revocations = (
  session: Session,
  clearance: Clearance,
  { revokedMidSession: { action, withinSeconds } }: ClearancePolicy,
): readonly SessionFact[] => {
  if (!isRunning(session)) return [];
  const { sessionId } = session;
  const before = session.clearance === undefined ? [] : eachIn(session, session.clearance);
  return eachIn(session, clearance).flatMap(({ clientId, clearance: { checks } }): SessionFact[] => {
    const heldBefore = new Set(
      before
        .filter((own) => own.clientId === clientId)
        .flatMap((own) => own.clearance.checks)
        .filter(({ check, status }) => check === 'consent' && status === 'pass')
        .map(({ about }) => about),
    );
    const scopes = checks
      .filter(({ check, reason }) => check === 'consent' && revoking.has(reason))
      .flatMap(({ about }) => (about !== undefined && heldBefore.has(about) ? [about] : []));
    if (scopes.length === 0) return [];
    return [
      { type: 'session.consent-revoked.v1', data: { sessionId, clientId, scopes, action, withinSeconds } },
    ];
  });
};

const revoking: ReadonlySet<string> = new Set(['consent-withdrawn', 'consent-denied']);

/** An open review of a break-glass is asked for again and again, until somebody has done it. */
const askForReview: ReviewStep = (session, _parties, { reviewReminderDays }, now) => {
  const { breakGlass } = session;
  if (breakGlass?.review.status !== 'open' || breakGlass.review.remindAt > now) return unchanged(session);
  const every = reviewReminderDays * 24 * 3600;
  // Counted from the last one that was due, so that the hour stays; after a long silence from now, so that none pile up.
  const following = plusSeconds(breakGlass.review.remindAt, every);
  const remindAt = following > now ? following : plusSeconds(now, every);
  const { by, at: brokenAt } = breakGlass;
  return {
    state: { ...session, breakGlass: { ...breakGlass, review: { status: 'open', remindAt } } },
    facts: [{ type: 'session.break-glass-review-due.v1', data: { ...named(session), by, brokenAt } }],
  };
};

/** Keeps a look that is planned already, unless something is due sooner: then nothing has to be written. */
const scheduleLook: (...review: Parameters<ReviewStep>) => Session = (session, parties, policy, now) => {
  const next = nextLook(session, parties, policy, now);
  const { nextReviewAt, ...rest } = session;
  if (next === undefined) return nextReviewAt === undefined ? session : rest;
  return nextReviewAt !== undefined && nextReviewAt > now && nextReviewAt <= next
    ? session
    : { ...rest, nextReviewAt: next };
};
