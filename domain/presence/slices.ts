import { type Instant, instantAt, plusSeconds } from '../instant.ts';
import type { PresencePolicy } from './judge.ts';
import type { Connection, Plan, Presence, Slot } from './presence.ts';

/** A room, as far as one session is concerned: several sessions may use it, one after the other. */
export interface RoomSlice {
  readonly connections: Readonly<Record<string, Connection>>;
  readonly closings: readonly Instant[];
  /** What happened before or after is no business of this session. */
  readonly from?: Instant;
  readonly to?: Instant;
}

export const isCalledOff = ({ scheduled, cancelledAt }: Presence): boolean =>
  scheduled !== undefined && cancelledAt !== undefined && scheduled.at <= cancelledAt;

export const planEnd = ({ startsAt, plannedMinutes }: Plan, { plannedSeconds }: PresencePolicy): Instant =>
  plusSeconds(startsAt, plannedMinutes === undefined ? plannedSeconds : plannedMinutes * 60);

/** What a session tells the rooms that it uses. */
export const slotOf = (presence: Presence, policy: PresencePolicy): Slot => {
  const { scheduled } = presence;
  if (scheduled === undefined || isCalledOff(presence)) return {};
  return { startsAt: scheduled.startsAt, endsAt: planEnd(scheduled, policy) };
};

/** Half a day: two sessions of one client are further apart, and no session is that early or that long. */
const reachSeconds = 43_200;

/** Two lanes state the start of one session with less difference than lies between two sessions. */
const sameSlotSeconds = 600;

/** The part of a room that belongs to a session: from halfway between the plan before and its own, until the next. */
export const sliceOf = (room: Presence, startsAt: Instant): RoomSlice => {
  const { connections, closings } = room;
  const slots = Object.values(room.sessions)
    .filter((slot): slot is Required<Slot> => slot.startsAt !== undefined && slot.endsAt !== undefined)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  const before = slots.filter((slot) => slot.startsAt < plusSeconds(startsAt, -sameSlotSeconds)).at(-1);
  const after = slots.find((slot) => slot.startsAt > plusSeconds(startsAt, sameSlotSeconds));
  const own = slots.find((slot) => slot.startsAt === startsAt);
  const from = before === undefined ? undefined : boundary(before.endsAt, startsAt);
  const to = after === undefined ? undefined : boundary(own?.endsAt ?? startsAt, after.startsAt);
  const earliest = plusSeconds(startsAt, -reachSeconds);
  const latest = plusSeconds(startsAt, reachSeconds);
  return {
    connections,
    closings,
    from: from !== undefined && from > earliest ? from : earliest,
    to: to !== undefined && to < latest ? to : latest,
  };
};

const boundary = (endsAt: Instant, nextStartsAt: Instant): Instant =>
  endsAt < nextStartsAt ? instantAt((Date.parse(endsAt) + Date.parse(nextStartsAt)) / 2) : nextStartsAt;

/** The sessions that what is known of this room now may change: those near, and those whose booking it changed. */
export const sessionsOf = ({ sessions, changes, cancelledAt }: Presence, now: Instant): readonly string[] =>
  Object.entries(sessions)
    .filter(([, { startsAt }]) => {
      if (startsAt === undefined) return false;
      const isNear = startsAt > plusSeconds(now, -reachSeconds) && startsAt < plusSeconds(now, reachSeconds);
      return (
        isNear || changes[startsAt] !== undefined || (cancelledAt !== undefined && cancelledAt < startsAt)
      );
    })
    .map(([sessionId]) => sessionId);
