import type { FactOf } from '../../events/facts.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { participantsOf } from './participants.ts';
import type { ClearancePolicy } from './policy.ts';
import { overAt, type Session } from './session.ts';

/** Somebody wants to start a blocked session because somebody is in danger (45 CFR 164.512(j), 42 CFR 2.51). */
export interface BreakGlassRequest {
  readonly at: Instant;
  readonly eventId: string;
  /** The client whom the event names. */
  readonly clientId?: string | undefined;
  readonly by: string;
  readonly nature: string | undefined;
  readonly recipientId: string | undefined;
  /** The sealed record with the reason; absent where none was given. */
  readonly reasonRecordId: string | undefined;
}

export type BreakGlassFact =
  | FactOf<'session.break-glass-used.v1'>
  | FactOf<'session.break-glass-refused.v1'>
  | FactOf<'session.break-glass-reviewed.v1'>;

export type Refusal =
  | 'nature-missing'
  | 'recipient-missing'
  | 'reason-missing'
  | 'session-ended'
  | 'client-not-participant'
  | 'nothing-to-review'
  | 'own-review';

export type BreakGlassOutcome =
  | { readonly outcome: 'done'; readonly state: Session; readonly facts: readonly BreakGlassFact[] }
  | { readonly outcome: 'refused'; readonly facts: readonly BreakGlassFact[] }
  | { readonly outcome: 'already-known' };

/** Complete or not at all: nature, recipient and reason are what the law wants on record. The review opens with it. */
export const breakGlass = (
  session: Session,
  request: BreakGlassRequest,
  { reviewReminderDays }: ClearancePolicy,
  now: Instant,
): BreakGlassOutcome => {
  const { at, eventId, by, nature, recipientId, reasonRecordId } = request;
  const known = session.breakGlass;
  // One open review is enough: a second press in the same emergency adds nothing.
  if (known !== undefined && (known.eventId === eventId || known.review.status === 'open'))
    return { outcome: 'already-known' };
  // Before there is a plan nobody knows who takes part: an emergency does not wait for it.
  if (request.clientId !== undefined && session.scheduled !== undefined)
    if (!participantsOf(session).includes(request.clientId))
      return refuse(session, by, 'client-not-participant');
  if (nature === undefined) return refuse(session, by, 'nature-missing');
  if (recipientId === undefined) return refuse(session, by, 'recipient-missing');
  if (reasonRecordId === undefined) return refuse(session, by, 'reason-missing');
  if (session.endedAt !== undefined && overAt(session) !== undefined)
    return refuse(session, by, 'session-ended');
  const review = { status: 'open' as const, remindAt: plusSeconds(now, reviewReminderDays * 24 * 3600) };
  const { sessionId, clientId } = session;
  return {
    outcome: 'done',
    state: { ...session, breakGlass: { at, eventId, by, nature, recipientId, reasonRecordId, review } },
    facts: [
      {
        type: 'session.break-glass-used.v1',
        data: { sessionId, clientId, by, nature, recipientId, reasonRecordId },
      },
    ],
  };
};

/** A second person has reviewed it. */
export const reviewBreakGlass = (
  session: Session,
  review: { readonly at: Instant; readonly by: string; readonly finding: string },
): BreakGlassOutcome => {
  const { at, by, finding } = review;
  const broken = session.breakGlass;
  if (broken === undefined) return refuse(session, by, 'nothing-to-review');
  if (broken.review.status === 'done') return { outcome: 'already-known' };
  if (by === broken.by) return refuse(session, by, 'own-review');
  const { sessionId, clientId } = session;
  return {
    outcome: 'done',
    state: { ...session, breakGlass: { ...broken, review: { status: 'done', at, by, finding } } },
    facts: [
      {
        type: 'session.break-glass-reviewed.v1',
        data: { sessionId, clientId, by: broken.by, reviewerId: by, finding },
      },
    ],
  };
};

/** May the session start, whatever the clearance says? Only while somebody has taken it upon themselves. */
export const mayStart = ({ clearance, breakGlass: broken }: Session): boolean =>
  broken !== undefined || (clearance !== undefined && clearance.decision !== 'blocked');

const refuse = (session: Session, by: string, reason: Refusal): BreakGlassOutcome => {
  const { sessionId, clientId } = session;
  return {
    outcome: 'refused',
    facts: [{ type: 'session.break-glass-refused.v1', data: { sessionId, clientId, by, reason } }],
  };
};
