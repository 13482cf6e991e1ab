import type { FactOf } from '../../events/facts.ts';
import { plusSeconds } from '../instant.ts';
import { type LostConnection, overAt, type Session } from './session.ts';
import type { ReviewStep } from './review-session.ts';

/** True while a connection that was lost has not come back; what came back in the very instant is taken to be lost. */
export const isLost = (connection: LostConnection | undefined): connection is LostConnection =>
  connection !== undefined &&
  connection.lostAt !== '' &&
  (connection.restoredAt === undefined || connection.restoredAt <= connection.lostAt);

/**
 * A connection that does not come back: after a moment of grace, who calls whom on which channel; after that, that
 * nobody was reached. Whether this is a crisis is not asked here: the capability that knows the risk listens.
 */
export const followConnection: ReviewStep = (session, _parties, { connection: limits }, now) => {
  const { connection } = session;
  if (overAt(session) !== undefined || !isLost(connection)) return { state: session, facts: [] };
  const { sessionId, clientId } = session;
  const { lostAt, party } = connection;
  const fallbackDue = plusSeconds(lostAt, limits.graceSeconds);
  const givenUp = plusSeconds(fallbackDue, limits.fallbackSeconds);
  if (now < fallbackDue) return { state: session, facts: [] };
  if (connection.fallbackAt === undefined) {
    const data = { sessionId, clientId, ...procedure(session, party), withinSeconds: limits.fallbackSeconds };
    return {
      state: { ...session, connection: { ...connection, fallbackAt: now } },
      facts: [{ type: 'session.fallback-due.v1', data }],
    };
  }
  if (now < givenUp || connection.givenUpAt !== undefined) return { state: session, facts: [] };
  return {
    state: { ...session, connection: { ...connection, givenUpAt: now } },
    facts: [{ type: 'session.connection-unresolved.v1', data: { sessionId, clientId, lostAt, party } }],
  };
};

type Procedure = Pick<
  FactOf<'session.fallback-due.v1'>['data'],
  'caller' | 'callee' | 'channel' | 'otherwise'
>;

/** The clinician calls, unless it is the clinician who is gone: then the client waits for the provider's desk. */
const procedure = ({ checkIn }: Session, party: string): Procedure => {
  const agreed = checkIn?.fallbackChannel;
  return {
    caller: party === 'clinician' ? 'provider' : 'clinician',
    callee: 'client',
    channel: agreed === undefined || agreed === 'none' ? 'phone' : agreed,
    otherwise:
      checkIn?.emergencyContactReachable === true ? 'call-emergency-contact' : 'call-local-emergency-number',
  };
};
