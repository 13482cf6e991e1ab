import type { Fact } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { type Connection, isThere, type Presence, roleOf } from './presence.ts';

export interface PresencePolicy {
  readonly version: string;
  /** How long an empty room may fill again before the session has ended. */
  readonly endedAfterSeconds: number;
  /** How long after the planned start somebody who has not come has missed it. */
  readonly missedAfterSeconds: number;
  /** When a session ends at the latest, even if no end was reported: longer than any session. */
  readonly longestSeconds: number;
}

export interface Settled {
  readonly decided: Decided<Presence>;
  /** When to look again although nothing happens. */
  readonly deadline?: Instant;
}

/**
 * The facts that follow from who is and was there, as of now: started, connection lost, missed, ended. Each is derived
 * once. Before the schedule says whose session it is, nothing is derived and nothing is lost.
 */
export const settle = (presence: Presence, policy: PresencePolicy, now: Instant): Settled => {
  const { scheduled, sessionId } = presence;
  if (scheduled === undefined || isCancelled(presence)) return { decided: { state: presence, facts: [] } };
  const about = { sessionId, clientId: scheduled.clientId };
  const facts: Fact[] = [];
  let state = presence;

  const startedAt = startOf(state);
  if (state.startedAt === undefined && startedAt !== undefined) {
    state = { ...state, startedAt };
    facts.push({ type: 'session.started.v1', data: about });
  }
  if (state.startedAt !== undefined && state.endedAt === undefined) {
    for (const [id, connection] of newLosses(state)) {
      const party = roleOf(connection, state);
      state = { ...state, lossTold: { ...state.lossTold, [id]: connection.droppedAt ?? now } };
      facts.push({ type: 'session.connection-lost.v1', data: { ...about, party } });
    }
  }
  const missedFrom = plusSeconds(scheduled.startsAt, policy.missedAfterSeconds);
  const absence = absenceIn(state);
  if (absence !== undefined && missedFrom <= now) {
    state = { ...state, missedAt: now };
    facts.push({ type: 'session.missed.v1', data: { ...about, reason: absence } });
  }
  const endsAt = endOf(state, policy);
  if (endsAt !== undefined && endsAt <= now) {
    state = { ...state, endedAt: now };
    facts.push({ type: 'session.ended.v1', data: about });
  }
  const deadline = [absenceIn(state) === undefined ? undefined : missedFrom, endOf(state, policy)]
    .filter((time) => time !== undefined)
    .sort()[0];
  return { decided: { state, facts }, ...(deadline === undefined ? {} : { deadline }) };
};

/** A session that is planned again after it was cancelled takes place. */
const isCancelled = ({ scheduled, cancelledAt }: Presence): boolean =>
  cancelledAt !== undefined && (scheduled === undefined || scheduled.at <= cancelledAt);

const connectionsOf = ({ connections }: Presence): Connection[] => Object.values(connections);

const joinsOf = (presence: Presence): Connection[] =>
  connectionsOf(presence).filter(({ joinedAt }) => joinedAt !== undefined);

/** A session begins when the first comes, not when its room opens. */
const startOf = (presence: Presence): Instant | undefined =>
  joinsOf(presence)
    .map(({ joinedAt }) => joinedAt)
    .sort()[0];

/** Drops that were not reported yet, and that nobody has come back from by the same connection. */
const newLosses = (presence: Presence): [string, Connection][] =>
  Object.entries(presence.connections).filter(([id, connection]) => {
    const { droppedAt, joinedAt } = connection;
    if (droppedAt === undefined || (joinedAt !== undefined && joinedAt >= droppedAt)) return false;
    const told = presence.lossTold[id];
    return told === undefined || told < droppedAt;
  });

/** Who is absent, as far as it is certain: where anybody is there who may be either, nobody is called absent. */
const absenceIn = (presence: Presence): 'nobody-came' | 'client-absent' | 'clinician-absent' | undefined => {
  const { scheduled, missedAt, endedAt } = presence;
  if (scheduled === undefined || endedAt !== undefined) return undefined;
  // A session that was missed and then moved can be missed again.
  if (missedAt !== undefined && missedAt >= scheduled.startsAt) return undefined;
  const roles = new Set(joinsOf(presence).map((connection) => roleOf(connection, presence)));
  // A record system that reports a start knows more than a room without any events.
  if (roles.size === 0) return presence.startedAt === undefined ? 'nobody-came' : undefined;
  if (roles.size > 1 || roles.has('unknown')) return undefined;
  return roles.has('clinician') ? 'client-absent' : 'clinician-absent';
};

/** When the session ends if nobody comes back: a while after the room is empty, and at the latest after the longest time. */
const endOf = (presence: Presence, policy: PresencePolicy): Instant | undefined => {
  const { startedAt, endedAt, closedAt } = presence;
  const joins = joinsOf(presence);
  if (startedAt === undefined || endedAt !== undefined || joins.length === 0) return undefined;
  const latest = plusSeconds(startedAt, policy.longestSeconds);
  if (joins.some((connection) => isThere(connection, closedAt))) return latest;
  const emptySince = joins
    .map(({ joinedAt = '', goneAt = '' }) => (goneAt > joinedAt ? goneAt : (closedAt ?? goneAt)))
    .sort()
    .at(-1);
  const graceOver = plusSeconds(emptySince ?? startedAt, policy.endedAfterSeconds);
  return graceOver < latest ? graceOver : latest;
};
