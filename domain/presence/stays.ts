import { type Instant, plusSeconds } from '../instant.ts';
import { type Connection, type Presence, type Role, roleOf } from './presence.ts';
import type { RoomSlice } from './slices.ts';

/** One stretch of one connection in the room. */
export interface Stay {
  readonly connectionId: string;
  readonly personId: string | undefined;
  readonly role: Role;
  readonly from: Instant;
  /** In the future while it lasts: no stay is believed to last longer than any session. */
  readonly to: Instant;
}

/** Every stay that has begun by now, by all connections in the rooms of a session. */
export const staysIn = (
  presence: Presence,
  rooms: readonly RoomSlice[],
  longestSeconds: number,
  now: Instant,
): readonly Stay[] =>
  rooms.flatMap((room) =>
    Object.entries(room.connections).flatMap(([connectionId, connection]) =>
      stretchesOf(connection, closingsOf(presence, room))
        .filter(({ from }) => from <= now)
        .flatMap(({ from, to }) => {
          const latest = plusSeconds(from, longestSeconds);
          const who = { connectionId, personId: connection.personId, role: roleOf(connection, presence) };
          const stay = { ...who, from, to: to !== undefined && to < latest ? to : latest };
          return clipped(stay, room, presence.scheduled?.startsAt);
        }),
    ),
  );

/** That the session ended, as a record system states it, also empties the room. */
const closingsOf = ({ stated: { endedAt } }: Presence, { closings }: RoomSlice): readonly Instant[] =>
  endedAt === undefined ? closings : [...closings, endedAt];

/** The part of a stay that belongs to the session. A guest who was there before it and has gone by its start was another's. */
const clipped = (stay: Stay, { from, to }: RoomSlice, startsAt: Instant | undefined): readonly Stay[] => {
  if ((from !== undefined && stay.to <= from) || (to !== undefined && stay.from >= to)) return [];
  const isEarly = from !== undefined && stay.from < from;
  if (isEarly && stay.role === 'unknown' && startsAt !== undefined && stay.to < startsAt) return [];
  return [{ ...stay, from: isEarly ? from : stay.from, to: to !== undefined && to < stay.to ? to : stay.to }];
};

/**
 * Joined and gone in the same instant counts as there: a provider that reports a change of device that way must not end
 * a session that goes on. A room that closes in that instant is empty.
 */
const rank = { gone: 0, joined: 1, closed: 2 } as const;

const stretchesOf = (
  { joins, departures }: Connection,
  closings: readonly Instant[],
): readonly { readonly from: Instant; readonly to?: Instant }[] => {
  const marks = [
    ...departures.map((at) => ({ at, mark: 'gone' as const })),
    ...joins.map((at) => ({ at, mark: 'joined' as const })),
    ...closings.map((at) => ({ at, mark: 'closed' as const })),
  ].sort((a, b) => (a.at === b.at ? rank[a.mark] - rank[b.mark] : a.at < b.at ? -1 : 1));
  const stretches: { from: Instant; to?: Instant }[] = [];
  let from: Instant | undefined;
  for (const { at, mark } of marks) {
    if (mark === 'joined') from ??= at;
    else if (from !== undefined) {
      stretches.push({ from, to: at });
      from = undefined;
    }
    // Anyone who leaves was there, even if the join was never reported.
    else if (mark === 'gone') stretches.push({ from: at, to: at });
  }
  if (from !== undefined) stretches.push({ from });
  return stretches;
};

export const isThere = ({ to }: Stay, now: Instant): boolean => to > now;

/** How long two unknown connections must be there at once to be two people: a page that is loaded again overlaps for seconds. */
export const sureAfterSeconds = 30;

/** When two stays became a meeting of both parties; undefined where they are or may be one party's. */
export const metBy = (
  one: Stay,
  other: Stay,
): { readonly from: Instant; readonly to: Instant } | undefined => {
  if (one.connectionId === other.connectionId) return undefined;
  if (one.personId !== undefined && one.personId === other.personId) return undefined;
  const rolesKnown = one.role !== 'unknown' && other.role !== 'unknown';
  if (rolesKnown && one.role === other.role) return undefined;
  const began = one.from > other.from ? one.from : other.from;
  const from = rolesKnown ? began : plusSeconds(began, sureAfterSeconds);
  const to = one.to < other.to ? one.to : other.to;
  return from <= to ? { from, to } : undefined;
};
