import { type Instant, plusSeconds } from '../instant.ts';
import { type Connection, type Presence, type Role, roleOf } from './presence.ts';

/** One stretch of one connection in the room. */
export interface Stay {
  readonly connectionId: string;
  readonly personId: string | undefined;
  readonly role: Role;
  readonly from: Instant;
  /** In the future while it lasts: no stay is believed to last longer than any session. */
  readonly to: Instant;
}

/** Every stay that has begun by now, by all connections. */
export const staysIn = (presence: Presence, longestSeconds: number, now: Instant): readonly Stay[] =>
  Object.entries(presence.connections).flatMap(([connectionId, connection]) =>
    stretchesOf(connection, closingsOf(presence))
      .filter(({ from }) => from <= now)
      .map(({ from, to }) => {
        const latest = plusSeconds(from, longestSeconds);
        return {
          connectionId,
          personId: connection.personId,
          role: roleOf(connection, presence),
          from,
          to: to !== undefined && to < latest ? to : latest,
        };
      }),
  );

/** That the session ended, as a record system states it, also empties the room. */
const closingsOf = ({ closings, stated: { endedAt } }: Presence): readonly Instant[] =>
  endedAt === undefined ? closings : [...closings, endedAt];

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
const sureAfterSeconds = 30;

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
