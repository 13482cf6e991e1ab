import type { Instant } from '../instant.ts';
import { type Connection, type Presence, type Role, roleOf } from './presence.ts';
import type { RoomSlice } from './slices.ts';
import { type Stay, sureAfterSeconds } from './stays.ts';

/** A connection that broke in a session and was not made good. */
export interface Loss {
  readonly connectionId: string;
  readonly droppedAt: Instant;
  readonly party: Role;
}

interface Broken extends Loss {
  readonly personId: string | undefined;
}

/** Once made good, a loss stays so: that people leave at the end does not bring it back. */
export const lossesIn = (
  presence: Presence,
  rooms: readonly RoomSlice[],
  stays: readonly Stay[],
  begunAt: Instant,
  now: Instant,
): readonly Loss[] => {
  const broken = rooms.flatMap(({ connections, from = '', to }) =>
    Object.entries(connections).flatMap(([connectionId, connection]): Broken[] => {
      const droppedAt = brokenAt(connection);
      if (droppedAt === undefined || droppedAt > now || droppedAt < begunAt || droppedAt < from) return [];
      if (to !== undefined && droppedAt >= to) return [];
      const { personId } = connection;
      return [{ connectionId, droppedAt, party: roleOf(connection, presence), personId }];
    }),
  );
  return broken
    .filter((loss) => !isMadeGood(loss, broken, stays))
    .map(({ connectionId, droppedAt, party }) => ({ connectionId, droppedAt, party }));
};

const brokenAt = ({ joins, drops }: Connection): Instant | undefined => {
  const droppedAt = drops.at(-1);
  const joinedAt = joins.at(-1);
  return droppedAt === undefined || (joinedAt !== undefined && joinedAt >= droppedAt) ? undefined : droppedAt;
};

/** By another device of the same person or party; where nobody is known, by somebody new for each who is lost. */
const isMadeGood = (loss: Broken, broken: readonly Broken[], stays: readonly Stay[]): boolean => {
  const { droppedAt, party, personId } = loss;
  const since = stays.filter(({ to }) => to > droppedAt);
  if (personId !== undefined && since.some((stay) => stay.personId === personId)) return true;
  if (party !== 'unknown') return since.some(({ role }) => role === party);
  if (personId !== undefined) return false;
  const lost = broken.filter((other) => other.droppedAt >= droppedAt && isUnknown(other));
  return newcomers(droppedAt, stays) >= lost.length;
};

const isUnknown = ({ party, personId }: Broken): boolean => party === 'unknown' && personId === undefined;

/** How many came since and are nobody who was there: a page that is loaded again joins when its former connection leaves. */
const newcomers = (droppedAt: Instant, stays: readonly Stay[]): number => {
  const known = new Set(stays.filter(({ from }) => from < droppedAt).map(({ connectionId }) => connectionId));
  const arrivals = stays.filter(
    ({ from, role, connectionId }) => from >= droppedAt && role === 'unknown' && !known.has(connectionId),
  );
  const departures = stays.filter(({ connectionId, to }) => known.has(connectionId) && to > droppedAt);
  return arrivals.reduce((count, { from }) => {
    const former = departures.findIndex(({ to }) => isWithinSeconds(from, to));
    if (former === -1) return count + 1;
    departures.splice(former, 1);
    return count;
  }, 0);
};

const isWithinSeconds = (one: Instant, other: Instant): boolean =>
  Math.abs(Date.parse(one) - Date.parse(other)) <= sureAfterSeconds * 1000;
