import { type Instant, plusSeconds } from '../instant.ts';
import type { Absence, Plan, Presence } from './presence.ts';
import { type Loss, lossesIn } from './losses.ts';
import { isCalledOff, planEnd, sliceOf } from './slices.ts';
import { isThere, metBy, type Stay, staysIn } from './stays.ts';

export interface PresencePolicy {
  readonly version: string;
  /** How long before its planned start one person alone begins a session; before that it takes both parties. */
  readonly startsEarlySeconds: number;
  /** How long a session takes where its plan does not say. */
  readonly plannedSeconds: number;
  /** How long an empty room may fill again before the session has ended, once its plan is over. */
  readonly endedAfterSeconds: number;
  /** The same while its plan is not over. */
  readonly emptyAfterSeconds: number;
  /** How long after the planned start somebody who has not come has missed it. */
  readonly missedAfterSeconds: number;
  /** When a session ends at the latest, even if no end was reported: longer than any session. */
  readonly longestSeconds: number;
  /** How late a drop or an appointment may become known and still matter to somebody. */
  readonly pastAfterSeconds: number;
}

/** What follows from everything that is known now, whatever was published before. */
export interface Judgment {
  /** When the session started; in the future if somebody is there who will have started it by then. */
  readonly startedAt: Instant | undefined;
  readonly lastSign: Instant | undefined;
  /** When it is over unless somebody comes; undefined before its start. */
  readonly endsAt: Instant | undefined;
  /** When both parties were first there. */
  readonly metAt: Instant | undefined;
  readonly missedFrom: Instant;
  readonly absence: Absence | undefined;
  readonly losses: readonly Loss[];
}

/** Depends on dates only: never on the order in which events arrived. */
export const judge = (
  presence: Presence,
  plan: Plan,
  others: readonly Presence[],
  policy: PresencePolicy,
  now: Instant,
): Judgment => {
  const rooms = [presence, ...others.map((room) => sliceOf(room, plan.startsAt))];
  const stays = staysIn(presence, rooms, policy.longestSeconds, now);
  // In a session that was called off, one person alone starts and misses nothing.
  const isCancelled = isCalledOff(presence);
  const windowAt = isCancelled ? undefined : plusSeconds(plan.startsAt, -policy.startsEarlySeconds);
  const meetings = meetingsIn(stays);
  const metAt = first(
    meetings
      .filter(({ sure, to }) => windowAt !== undefined && to >= (sure ? earliestMeeting(plan) : windowAt))
      .map(({ from }) => from),
  );
  const begunAt = first([
    presence.stated.startedAt,
    ...(windowAt === undefined ? [] : withinWindow(stays, windowAt).map(({ from }) => later(from, windowAt))),
    ...meetings.map(({ from }) => from),
  ]);
  // That it started was published: a late event that says otherwise can only end it.
  const startedAt = first([presence.published.startedAt, begunAt]);
  const lastSign = startedAt === undefined ? undefined : lastSignOf(presence, startedAt, stays, policy);
  const missedFrom = plusSeconds(plan.startsAt, policy.missedAfterSeconds);
  const notice = presence.notices[plan.startsAt];
  const isPast =
    notice !== undefined &&
    (notice.statedAt >= missedFrom || notice.learnedAt > plusSeconds(missedFrom, policy.pastAfterSeconds));
  const hasMet = metAt !== undefined && metAt <= now;
  return {
    startedAt,
    lastSign,
    endsAt: lastSign === undefined ? undefined : endOf(presence, plan, isCancelled, lastSign, policy),
    metAt,
    missedFrom,
    absence:
      hasMet || isPast || windowAt === undefined ? undefined : absenceIn(presence, stays, windowAt, now),
    losses: begunAt === undefined ? [] : lossesIn(presence, rooms, stays, begunAt, now),
  };
};

/** A meeting half a day before was for another session. */
const earliestMeeting = ({ startsAt }: Plan): Instant => plusSeconds(startsAt, -43_200);

interface Meeting {
  readonly from: Instant;
  readonly to: Instant;
  /** Client and clinician, and not two people who may be. */
  readonly sure: boolean;
}

const meetingsIn = (stays: readonly Stay[]): readonly Meeting[] =>
  stays.flatMap((one, index) =>
    stays.slice(index + 1).flatMap((other) => {
      const met = metBy(one, other);
      return met === undefined ? [] : [{ ...met, sure: one.role !== 'unknown' && other.role !== 'unknown' }];
    }),
  );

const withinWindow = (stays: readonly Stay[], windowAt: Instant): readonly Stay[] =>
  stays.filter(({ from, to }) => to > windowAt || from === windowAt);

/** The last sign of anybody in a session that has started; in the future while somebody is there. */
const lastSignOf = (
  { stated }: Presence,
  startedAt: Instant,
  stays: readonly Stay[],
  { longestSeconds }: PresencePolicy,
): Instant => {
  const begun = later(startedAt, stated.resumedAt ?? '');
  if (stays.length > 0) return stays.map(({ to }) => to).reduce(later, begun);
  // Where no room is watched, a session that others report lasts until they report its end.
  const isEnded = stated.endedAt !== undefined && begun <= stated.endedAt;
  return isEnded ? begun : plusSeconds(begun, longestSeconds);
};

/** When the session is over: a while after the last sign of anybody. */
const endOf = (
  { stated: { endedAt } }: Presence,
  plan: Plan,
  isCancelled: boolean,
  lastSign: Instant,
  policy: PresencePolicy,
): Instant => {
  if (endedAt !== undefined && lastSign <= endedAt) return endedAt;
  const planOverAt = later(lastSign, planEnd(plan, policy));
  const endsAt = earlier(
    plusSeconds(lastSign, policy.emptyAfterSeconds),
    plusSeconds(planOverAt, policy.endedAfterSeconds),
  );
  // Those who were early may still come: a session is not over before it was to begin.
  return lastSign < plan.startsAt && !isCancelled
    ? later(endsAt, plusSeconds(plan.startsAt, policy.missedAfterSeconds))
    : endsAt;
};

/** Who is absent from a session in which client and clinician have not met: the one who is there waits for the other. */
const absenceIn = (
  { stated }: Presence,
  stays: readonly Stay[],
  windowAt: Instant,
  now: Instant,
): Absence | undefined => {
  const came = withinWindow(stays, windowAt);
  // A record system that reports a session knows more than a room without any events.
  const isReported =
    stated.startedAt !== undefined || (stated.endedAt !== undefined && stated.endedAt >= windowAt);
  if (came.length === 0) return isReported ? undefined : 'nobody-came';
  const here = came.filter((stay) => isThere(stay, now));
  const lastTo = came.map(({ to }) => to).reduce(later);
  const roles = new Set(
    (here.length > 0 ? here : came.filter(({ to }) => to === lastTo)).map(({ role }) => role),
  );
  if (roles.has('unknown')) return 'one-absent';
  if (roles.size > 1) return undefined;
  return roles.has('clinician') ? 'client-absent' : 'clinician-absent';
};

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);
const earlier = (one: Instant, other: Instant): Instant => (one < other ? one : other);

const first = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants.filter((at) => at !== undefined).sort()[0];
