import type { Instant } from '../../domain/instant.ts';
import type { Connection, Plan, Presence } from '../../domain/presence/presence.ts';

/** Schema 1 stored the last join, departure and drop of a connection, and published facts beside stated ones. */
export interface PresenceOfSchema1 {
  readonly sessionId: string;
  readonly scheduled?: Omit<Plan, 'plannedMinutes' | 'stated'>;
  readonly connections: Readonly<
    Record<
      string,
      Pick<Connection, 'role' | 'personId'> & {
        readonly joinedAt?: Instant;
        readonly goneAt?: Instant;
        readonly droppedAt?: Instant;
      }
    >
  >;
  readonly closedAt?: Instant;
  readonly cancelledAt?: Instant;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  readonly missedAt?: Instant;
  readonly lossTold: Readonly<Record<string, Instant>>;
}

/** A session that had ended or was missed stays so until somebody comes. */
export const revisable = (state: PresenceOfSchema1): Presence => {
  const { sessionId, scheduled, connections, closedAt, cancelledAt, startedAt, endedAt, missedAt } = state;
  const isMissed = missedAt !== undefined && scheduled !== undefined && missedAt >= scheduled.startsAt;
  return {
    sessionId,
    ...(scheduled === undefined ? {} : { scheduled: { ...scheduled, stated: {} } }),
    notices: {},
    rooms: [],
    sessions: {},
    changes: {},
    connections: Object.fromEntries(
      Object.entries(connections).map(([id, { joinedAt, goneAt, droppedAt, ...who }]) => [
        id,
        { ...who, joins: listOf(joinedAt), departures: listOf(goneAt), drops: listOf(droppedAt) },
      ]),
    ),
    closings: listOf(closedAt),
    ...(cancelledAt === undefined ? {} : { cancelledAt }),
    stated: {
      ...(isMissed ? { missedAt } : {}),
      ...(endedAt === undefined ? {} : { endedAt }),
    },
    published: {
      phase: endedAt !== undefined ? 'ended' : startedAt !== undefined ? 'running' : 'waiting',
      ...(startedAt === undefined ? {} : { startedAt }),
      losses: startedAt === undefined || endedAt !== undefined ? {} : state.lossTold,
    },
  };
};

const listOf = (at: Instant | undefined): readonly Instant[] => (at === undefined ? [] : [at]);
