import { applyToClient, type Client, type ClientEvent, newClient } from '../../domain/clearance/client.ts';
import { type Clinician, newClinician, registerClinician } from '../../domain/clearance/clinician.ts';
import {
  type ClearancePolicy,
  decideClearance,
  sameClearance,
} from '../../domain/clearance/decide-clearance.ts';
import {
  applyToSession,
  needsClearance,
  newSession,
  type Session,
  type SessionEvent,
} from '../../domain/clearance/session.ts';
import type { Decided } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Aggregates, type AggregateKey, change, keys } from '../ports/aggregates.ts';

export interface Clearing {
  readonly aggregates: Aggregates;
  readonly policy: ClearancePolicy;
}

/** The client after an event. */
export const changeClient = async (
  { aggregates }: Clearing,
  tenantId: string,
  clientId: string,
  event: ClientEvent,
  now: Instant,
): Promise<Client> => {
  const changed = await change(aggregates, keys.client(tenantId, clientId), now, (client) => {
    const before = client ?? newClient(clientId);
    const state = applyToClient(before, event);
    if (state === client) return undefined;
    return { decided: { state, facts: [] } };
  });
  return changed ?? newClient(clientId);
};

export const changeClinician = async (
  { aggregates }: Clearing,
  tenantId: string,
  clinicianId: string,
  registered: NonNullable<Clinician['registered']>,
  now: Instant,
): Promise<Clinician> => {
  const changed = await change(aggregates, keys.clinician(tenantId, clinicianId), now, (clinician) => {
    const state = registerClinician(clinician ?? newClinician(clinicianId), registered);
    return state === clinician ? undefined : { decided: { state, facts: [] } };
  });
  return changed ?? newClinician(clinicianId);
};

/** How long a session that ended stays in the table; its facts stay in the ledger. */
const sessionKeptMs = 90 * 24 * 3600 * 1000;

/** The session after an event, with the clearance that follows from it: one write. */
export const changeSession = async (
  clearing: Clearing,
  tenantId: string,
  about: { readonly sessionId: string; readonly clientId: string },
  event: SessionEvent,
  now: Instant,
): Promise<void> => {
  const session = await saveDecided(clearing, tenantId, about, (known) => applyToSession(known, event), now);
  if (session.endedAt === undefined) return;
  const { clientId, sessionId, scheduled } = session;
  await leave(clearing, keys.client(tenantId, clientId), sessionId, now);
  if (scheduled !== undefined)
    await leave(clearing, keys.clinician(tenantId, scheduled.clinicianId), sessionId, now);
};

/** Decides an open session anew, after its client or clinician changed. */
export const reconsider = async (
  clearing: Clearing,
  tenantId: string,
  sessionId: string,
  now: Instant,
): Promise<void> => {
  const current = await clearing.aggregates.load(keys.session(tenantId, sessionId));
  // The session names itself to its client before it is first saved: then its own event is still on the way.
  if (current === undefined) return;
  await saveDecided(clearing, tenantId, current.state, (known) => known, now);
};

const saveDecided = async (
  clearing: Clearing,
  tenantId: string,
  { sessionId, clientId }: { readonly sessionId: string; readonly clientId: string },
  apply: (session: Session) => Session,
  now: Instant,
): Promise<Session> => {
  const saved = await change(clearing.aggregates, keys.session(tenantId, sessionId), now, async (current) => {
    const session = apply(current ?? newSession(sessionId, clientId));
    const decided = await decide(clearing, tenantId, session, now);
    const expiresAt = session.endedAt && new Date(Date.parse(session.endedAt) + sessionKeptMs).toISOString();
    return decided.state === current ? undefined : { decided, expiresAt };
  });
  return saved ?? newSession(sessionId, clientId);
};

const decide = async (
  { aggregates, policy }: Clearing,
  tenantId: string,
  session: Session,
  now: Instant,
): Promise<Decided<Session>> => {
  if (session.endedAt !== undefined) return { state: session, facts: [] };
  // First the session is named to client and clinician, then they are read: whoever changes them afterwards finds it.
  const { clientId, sessionId, scheduled } = session;
  const client = await join(
    { aggregates },
    keys.client(tenantId, clientId),
    newClient(clientId),
    sessionId,
    now,
  );
  const clinician =
    scheduled &&
    (await join(
      { aggregates },
      keys.clinician(tenantId, scheduled.clinicianId),
      newClinician(scheduled.clinicianId),
      sessionId,
      now,
    ));
  if (!needsClearance(session)) return { state: session, facts: [] };
  const clearance = decideClearance(session, client, clinician, policy, now);
  if (sameClearance(session.clearance, clearance)) return { state: session, facts: [] };
  const type = clearance.decision === 'cleared' ? 'session.cleared.v1' : 'session.blocked.v1';
  const { policyVersion, checks } = clearance;
  return {
    state: { ...session, clearance },
    facts: [{ type, data: { sessionId, clientId, policyVersion, checks } }],
  };
};

interface Attended {
  readonly openSessions: readonly string[];
}

const join = async <S extends Attended>(
  { aggregates }: Pick<Clearing, 'aggregates'>,
  key: AggregateKey<S>,
  unknown: S,
  sessionId: string,
  now: Instant,
): Promise<S> => {
  const joined = await change(aggregates, key, now, (known) => {
    const state = known ?? unknown;
    if (state.openSessions.includes(sessionId)) return undefined;
    return {
      decided: { state: { ...state, openSessions: [...state.openSessions, sessionId].sort() }, facts: [] },
    };
  });
  return joined ?? unknown;
};

const leave = async <S extends Attended>(
  { aggregates }: Pick<Clearing, 'aggregates'>,
  key: AggregateKey<S>,
  sessionId: string,
  now: Instant,
): Promise<void> => {
  await change(aggregates, key, now, (known) => {
    if (known === undefined || !known.openSessions.includes(sessionId)) return undefined;
    const openSessions = known.openSessions.filter((open) => open !== sessionId);
    return { decided: { state: { ...known, openSessions }, facts: [] } };
  });
};
