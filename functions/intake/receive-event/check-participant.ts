import { participantsOf } from '../../../domain/clearance/participants.ts';
import type { Session } from '../../../domain/clearance/session.ts';
import {
  sessionCancelled,
  sessionCheckedIn,
  sessionEnded,
  sessionResumed,
  sessionScheduled,
  sessionStarted,
} from '../../../events/session.ts';
import { sessionKey } from '../../clearance/keys.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import type { Log } from '../../platform/lambda/log.ts';
import { type Problem, problems } from '../../platform/http/problem.ts';

/** The session that an event names, as far as it is known. */
export type SessionOf = (tenantId: string, sessionId: string) => Promise<Session | undefined>;

export const sessionsIn =
  (aggregates: Pick<Aggregates, 'load'>): SessionOf =>
  async (tenantId, sessionId) =>
    (await aggregates.load(sessionKey(tenantId, sessionId)))?.state;

/**
 * Which events name a client who must take part in the session. Never one that tells of danger: a lost connection, a
 * client who did not come, a broken glass. They are taken whatever they name.
 */
const checked: readonly string[] = [
  sessionCheckedIn,
  sessionStarted,
  sessionResumed,
  sessionEnded,
  sessionCancelled,
  sessionScheduled,
].map(({ type }) => type);

/**
 * Does the client of the event take part in the session, where that is known? Where it is not, or cannot be read now, the
 * event is taken; a fact says later that it had no effect.
 */
export const participantProblem = async (
  { sessionOf, log }: { readonly sessionOf: SessionOf; readonly log: Log },
  tenantId: string,
  type: string,
  data: object,
): Promise<Problem | undefined> => {
  const { sessionId, clientId, participantIds } = data as Readonly<Record<string, unknown>>;
  if (!checked.includes(type) || typeof sessionId !== 'string' || typeof clientId !== 'string')
    return undefined;
  const session = await sessionOf(tenantId, sessionId).catch((error: unknown) => {
    log.error('participants-not-read', error, { type, tenantId });
    return undefined;
  });
  if (session?.scheduled === undefined) return undefined;
  if (type !== sessionScheduled.type)
    return participantsOf(session).includes(clientId) ? undefined : problems.notParticipant;
  const planned = [clientId, ...(Array.isArray(participantIds) ? (participantIds as unknown[]) : [])];
  return planned.includes(session.clientId) ? undefined : problems.sessionOfOther;
};
