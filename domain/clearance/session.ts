import type { FactOf } from '../../events/facts.ts';
import { type Dated, isNewer } from '../dated.ts';
import type { PlaceReviewAsked } from './ask-for-place-review.ts';
import type { Clearance } from './decide-clearance.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { courseOf, participantsOf, seenBy, takeTogether } from './participants.ts';
import type { SessionKind } from './policy.ts';

export interface Plan {
  readonly at: Instant;
  readonly eventId: string;
  readonly clinicianId: string;
  readonly startsAt: Instant;
  /** Who takes part besides the client under whose id it was planned. */
  readonly participantIds?: readonly string[] | undefined;
  /** Without it, individual. */
  readonly kind?: SessionKind | undefined;
  readonly plannedMinutes?: number | undefined;
  readonly recorded?: boolean | undefined;
  /** The payer's programme whose rules apply. */
  readonly program?: string | undefined;
}

/** Where the client is today, and how safe that is. Address and local emergency number stay sealed in `safetyRecordId`. */
export interface CheckIn extends Omit<
  FactOf<'session.checked-in.v1'>['data'],
  'sessionId' | 'clientId' | 'clinicianId'
> {
  readonly at: Instant;
  readonly eventId: string;
  readonly safetyRecordId: string;
}

/** A clinician took it upon themselves to start although the session was blocked. */
export interface BreakGlass {
  readonly at: Instant;
  readonly eventId: string;
  readonly by: string;
  readonly nature: string;
  readonly recipientId: string;
  /** The sealed record with the reason as text. */
  readonly reasonRecordId: string;
  readonly review: BreakGlassReview;
}

export type BreakGlassReview =
  | { readonly status: 'open'; readonly remindAt: Instant }
  | { readonly status: 'done'; readonly at: Instant; readonly by: string; readonly finding: string };

/** A connection that was lost: what has been said about it so far. */
export interface LostConnection {
  readonly lostAt: Instant;
  readonly party: string;
  readonly restoredAt?: Instant | undefined;
  readonly fallbackAt?: Instant | undefined;
  readonly givenUpAt?: Instant | undefined;
}

/** What was said about a session, under the id of one client or of all who take part. */
export interface Course {
  readonly scheduled?: Plan;
  /** The first plan, where the session was moved since. */
  readonly firstPlanned?: Dated;
  readonly checkIn?: CheckIn;
  readonly startedAt?: Instant;
  readonly resumedAt?: Instant;
  readonly endedAt?: Instant;
  /** The last word that it will not, or did not, take place. */
  readonly calledOff?: { readonly at: Instant; readonly eventId: string };
  readonly connection?: LostConnection;
}

/** A session as far as it is known; each part may arrive before the others. */
export interface Session extends Course {
  readonly sessionId: string;
  /** The client under whose id it was first planned. */
  readonly clientId: string;
  /** By client, where events name several: what each of them said. The session itself then holds what follows from it. */
  readonly courses?: Readonly<Record<string, Course>>;
  readonly breakGlass?: BreakGlass;
  /** The clearance last decided, for now. */
  readonly clearance?: Clearance;
  /** The clearance last foreseen, for the planned start. */
  readonly forecast?: Clearance;
  /** What a person was asked about the place; absent once it is answered. */
  readonly placeReview?: PlaceReviewAsked;
  /** When time alone may next change something. */
  readonly nextReviewAt?: Instant;
}

export type SessionEvent = (
  | ({ readonly type: 'scheduled' } & Plan)
  | ({ readonly type: 'checked-in' } & CheckIn)
  | { readonly type: 'started'; readonly at: Instant }
  | { readonly type: 'connection-lost'; readonly at: Instant; readonly party: string }
  | { readonly type: 'connection-restored'; readonly at: Instant }
  | { readonly type: 'resumed'; readonly at: Instant }
  | { readonly type: 'ended'; readonly at: Instant }
  | { readonly type: 'called-off'; readonly at: Instant; readonly eventId: string }
) & {
  /** Whom the event names; without it, the client of the session. */
  readonly clientId?: string | undefined;
};

export const newSession = (sessionId: string, clientId: string): Session => ({ sessionId, clientId });

/** The session after an event; the same events lead to the same session, whatever their order and however often they come. */
export const applyToSession = (session: Session, event: SessionEvent): Session => {
  const { clientId = session.clientId, ...said } = event;
  if (session.courses === undefined && clientId === session.clientId) return applyTo(session, said);
  const courses = session.courses ?? { [session.clientId]: courseOf(session) };
  const known = courses[clientId] ?? {};
  const course = applyTo(known, said);
  return course === known ? session : takeTogether(session, { ...courses, [clientId]: course });
};

type Said = SessionEvent extends infer E ? (E extends unknown ? Omit<E, 'clientId'> : never) : never;

const applyTo = <C extends Course>(session: C, event: Said): C => {
  switch (event.type) {
    case 'scheduled': {
      const { type: _, ...scheduled } = event;
      const first = session.firstPlanned ?? session.scheduled;
      const { at, eventId } = scheduled;
      const isFirst = first === undefined || isNewer(first, scheduled);
      if (!isNewer(scheduled, session.scheduled))
        return isFirst && first !== undefined ? { ...session, firstPlanned: { at, eventId } } : session;
      return {
        ...session,
        scheduled,
        ...(first === undefined ? {} : { firstPlanned: { at: first.at, eventId: first.eventId } }),
      };
    }
    case 'checked-in': {
      const { type: _, ...checkIn } = event;
      return isNewer(checkIn, session.checkIn) ? { ...session, checkIn } : session;
    }
    case 'started':
      return session.startedAt !== undefined && session.startedAt <= event.at
        ? session
        : { ...session, startedAt: event.at };
    case 'connection-lost': {
      const known = session.connection;
      // Of two losses in the same instant one counts, whichever came first.
      const isKnown = known !== undefined && `${known.lostAt} ${known.party}` >= `${event.at} ${event.party}`;
      if (isKnown) return session;
      const { at: lostAt, party } = event;
      const restored = known?.restoredAt === undefined ? {} : { restoredAt: known.restoredAt };
      return { ...session, connection: { lostAt, party, ...restored } };
    }
    case 'connection-restored': {
      // It may arrive before the loss; until then, a loss at the beginning of time takes its place.
      const known = session.connection ?? { lostAt: '', party: 'unknown' };
      return known.restoredAt !== undefined && known.restoredAt >= event.at
        ? session
        : { ...session, connection: { ...known, restoredAt: event.at } };
    }
    case 'resumed':
      return session.resumedAt !== undefined && session.resumedAt >= event.at
        ? session
        : { ...session, resumedAt: event.at };
    case 'ended':
      return session.endedAt !== undefined && session.endedAt >= event.at
        ? session
        : { ...session, endedAt: event.at };
    case 'called-off': {
      const { type: _, ...calledOff } = event;
      return isNewer(calledOff, session.calledOff) ? { ...session, calledOff } : session;
    }
  }
};

/**
 * When a session was over: it ended, or it was cancelled or missed, and nobody has resumed it, planned it again, checked
 * in or broken the glass since. One that has started is over only when it ends: a report that nobody came must not switch
 * off the watch over it.
 */
export const overAt = (session: Session): Instant | undefined => {
  const { scheduled, checkIn, breakGlass, startedAt, resumedAt, calledOff } = session;
  const end = lastEnd(session);
  if (end !== undefined || startedAt !== undefined || calledOff === undefined) return end;
  const isOff = [scheduled, checkIn, breakGlass].every((known) => isNewer(calledOff, known));
  return isOff && !(resumedAt !== undefined && resumedAt > calledOff.at) ? calledOff.at : undefined;
};

/** The end, unless it was revised: by a return, by a new check-in, or by a new plan for a time after it. */
const lastEnd = ({ scheduled, checkIn, resumedAt, endedAt }: Session): Instant | undefined => {
  if (endedAt === undefined) return undefined;
  const isPlannedAgain = scheduled !== undefined && scheduled.at > endedAt && scheduled.startsAt > endedAt;
  const isExpected = checkIn !== undefined && checkIn.at > endedAt;
  const isBack = resumedAt !== undefined && resumedAt > endedAt;
  return isBack || isExpected || isPlannedAgain ? undefined : endedAt;
};

/** A session needs a clearance from check-in (or a start without one) until it is over. */
export const needsClearance = (session: Session): boolean =>
  overAt(session) === undefined &&
  (session.startedAt !== undefined ||
    participantsOf(session).some((clientId) => seenBy(session, clientId).checkIn !== undefined));

/** Until when a check-in may be relied on by a session that begins. */
export const checkInEndsAt = ({ at }: CheckIn, { checkInValidSeconds }: CheckInLimits): Instant =>
  plusSeconds(at, checkInValidSeconds);

export interface CheckInLimits {
  readonly checkInValidSeconds: number;
}

/**
 * The session without a check-in that was given too long before it began, or is to begin: the place where the client was
 * then says nothing about today. So a session that is moved to another day needs a new one; one that began before its time
 * does not.
 */
export const withCurrentCheckIn = (session: Session, limits: CheckInLimits, now: Instant): Session => {
  const { checkIn, ...rest } = session;
  const { scheduled, startedAt, resumedAt } = session;
  const isPlanned = scheduled !== undefined && (startedAt === undefined || scheduled.at > startedAt);
  const begins = [startedAt ?? now, resumedAt, isPlanned ? scheduled.startsAt : undefined]
    .filter((at) => at !== undefined)
    .reduce((last, at) => (at > last ? at : last));
  return checkIn === undefined || begins < checkInEndsAt(checkIn, limits) ? session : rest;
};

/** True from the start to the end, and again from a return on. */
export const isRunning = ({ startedAt, resumedAt, endedAt }: Session): boolean =>
  startedAt !== undefined && (endedAt === undefined || (resumedAt !== undefined && resumedAt > endedAt));
