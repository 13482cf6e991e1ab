import { participantsOf } from '../../../domain/clearance/participants.ts';
import { isRunning, type Session } from '../../../domain/clearance/session.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { AggregatesAtOnce, Versioned } from '../../platform/state/aggregates.ts';
import { clientKey, clinicianKey, sessionKey } from '../keys.ts';
import { changeSession, type Clearing } from './change-session.ts';

/** Sessions decided in one go: their parties are read once, and the run ends long before Lambda would cut it off. */
const together = 25;

/** BatchGetItem reads 100 items in one call. */
const readTogether = 100;

/**
 * Decides the open sessions of a client or clinician again: the running ones at once, then the others, soonest first, in
 * messages of their own. The calls grow with the number of sessions and no faster.
 */
export const reconsiderOpen = async (
  clearing: Clearing,
  tenantId: string,
  sessionIds: readonly string[],
  now: Instant,
): Promise<void> => {
  const ordered = sessionIds.length <= 1 ? sessionIds : await byUrgency(clearing, tenantId, sessionIds);
  const groups = inGroups(ordered, together);
  const [first = [], ...rest] = groups;
  if (rest.length === 0) return reconsiderTogether(clearing, tenantId, first, now);
  await reconsiderTogether(clearing, tenantId, first, now);
  for (const group of rest) await clearing.rechecks.reconsider({ tenantId, sessionIds: [...group] });
};

/** Decides a few sessions again; client and clinician are read once for all of them. */
export const reconsiderTogether = async (
  clearing: Clearing,
  tenantId: string,
  sessionIds: readonly string[],
  now: Instant,
): Promise<void> => {
  // The sessions first, then the parties: a change of a party in between is followed by a
  // decision that either conflicts with the one made here or comes after it.
  const sessions = await readSessions(clearing, tenantId, sessionIds);
  const states = [...sessions.values()].map(({ state }) => state);
  const clients = new Set(states.flatMap((state) => [state.clientId, ...participantsOf(state)]));
  const clinicians = new Set(states.flatMap(({ scheduled }) => scheduled?.clinicianId ?? []));
  const [clientsRead, cliniciansRead] = await Promise.all([
    readEach(clearing, [...clients], (id) => clientKey(tenantId, id)),
    readEach(clearing, [...clinicians], (id) => clinicianKey(tenantId, id)),
  ]);
  for (const sessionId of sessionIds) {
    const session = sessions.get(sessionId);
    // It names itself to its client before it is first saved: then its own event is still on the way.
    if (session === undefined) continue;
    const { clientId, scheduled } = session.state;
    const clinicianId = scheduled?.clinicianId;
    const others = participantsOf(session.state).filter((id) => id !== clientId);
    const read = {
      session,
      client: clientsRead.get(clientId),
      clinician: clinicianId === undefined ? undefined : cliniciansRead.get(clinicianId),
      others: Object.fromEntries(others.map((id) => [id, clientsRead.get(id)])),
    };
    const about = { sessionId, clientId, clinicianId };
    await changeSession(clearing, tenantId, about, (state) => state, now, read);
  }
};

const byUrgency = async (
  clearing: Clearing,
  tenantId: string,
  sessionIds: readonly string[],
): Promise<readonly string[]> => {
  const ranks = new Map<string, string>();
  for (const [id, { state }] of await readSessions(clearing, tenantId, sessionIds))
    ranks.set(id, rankOf(state));
  const rank = (id: string): string => `${ranks.get(id) ?? '3'} ${id}`;
  return [...sessionIds].sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
};

/** Running, then checked in, then planned, soonest first. */
const rankOf = (session: Session): string => {
  if (isRunning(session)) return '0';
  return `${session.checkIn === undefined ? 2 : 1} ${session.scheduled?.startsAt ?? ''}`;
};

const readSessions = (
  clearing: Clearing,
  tenantId: string,
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, Versioned<Session>>> =>
  readEach(clearing, sessionIds, (id) => sessionKey(tenantId, id));

const readEach = async <S>(
  { aggregates }: Pick<Clearing, 'aggregates'>,
  ids: readonly string[],
  keyOf: (id: string) => { readonly holds?: S } & Parameters<AggregatesAtOnce['load']>[0],
): Promise<ReadonlyMap<string, Versioned<S>>> => {
  const found = new Map<string, Versioned<S>>();
  for (const group of inGroups(ids, readTogether)) {
    const loaded = await aggregates.loadAll(Object.fromEntries(group.map((id, index) => [index, keyOf(id)])));
    group.forEach((id, index) => {
      const known = loaded[index];
      if (known !== undefined) found.set(id, known);
    });
  }
  return found;
};

const inGroups = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
