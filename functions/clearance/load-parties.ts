import type { Participant, Parties } from '../../domain/clearance/decide-clearance.ts';
import type { ClearancePolicy } from '../../domain/clearance/policy.ts';
import type { Client } from '../../domain/clearance/client.ts';
import { participantsOf } from '../../domain/clearance/participants.ts';
import { newSession, overAt, type Session } from '../../domain/clearance/session.ts';
import type { AggregatesAtOnce, Versioned } from '../platform/state/aggregates.ts';
import { clientKey, clinicianKey, sessionKey } from './keys.ts';
import type { Vault } from '../platform/sealing/vault.ts';
import type { Log } from '../platform/lambda/log.ts';
import { openBirthDate } from './birth-date.ts';

export interface Clearing {
  readonly aggregates: AggregatesAtOnce;
  readonly vault: Vault;
  readonly policyOf: (tenantId: string) => ClearancePolicy;
  readonly log: Log;
}

/** The session in question, and whom the caller believes to take part in it. */
export interface About {
  readonly sessionId: string;
  readonly clientId?: string | undefined;
  readonly clinicianId?: string | undefined;
}

export interface Gathered {
  readonly session: Versioned<Session> | undefined;
  readonly client: Awaited<ReturnType<typeof readParties>>['client'];
  readonly clinician: Awaited<ReturnType<typeof readParties>>['clinician'];
  /** Who takes part besides the client, by id. */
  readonly others: Readonly<Record<string, Versioned<Client> | undefined>>;
}

/**
 * The session, its client and its clinician in one read, where the caller names the right people. The session's own
 * word counts: anybody else it names is read on top, and nobody whom it does not name is handed out.
 */
export const loadParties = async (
  { aggregates }: Pick<Clearing, 'aggregates'>,
  tenantId: string,
  about: About,
  apply: (session: Session) => Session = (session) => session,
): Promise<Gathered> => {
  const named = await aggregates.loadAll({
    session: sessionKey(tenantId, about.sessionId),
    ...partyKeys(tenantId, about.clientId, about.clinicianId),
  });
  // A session that is not known yet names those whom its first event names.
  const state =
    named.session?.state ??
    (about.clientId === undefined ? undefined : newSession(about.sessionId, about.clientId));
  if (state === undefined) return { session: undefined, client: undefined, clinician: undefined, others: {} };
  const applied = apply(state);
  const { clientId, scheduled } = applied;
  const missing = {
    clientId: clientId === about.clientId ? undefined : clientId,
    clinicianId: scheduled?.clinicianId === about.clinicianId ? undefined : scheduled?.clinicianId,
  };
  const more =
    missing.clientId === undefined && missing.clinicianId === undefined
      ? { client: undefined, clinician: undefined }
      : await readParties({ aggregates }, tenantId, missing.clientId, missing.clinicianId);
  return {
    session: named.session,
    client: missing.clientId === undefined ? named.client : more.client,
    clinician:
      scheduled === undefined
        ? undefined
        : missing.clinicianId === undefined
          ? named.clinician
          : more.clinician,
    others: await readOthers({ aggregates }, tenantId, applied),
  };
};

const readOthers = async (
  { aggregates }: Pick<Clearing, 'aggregates'>,
  tenantId: string,
  session: Session,
): Promise<Gathered['others']> => {
  const ids = participantsOf(session).filter((clientId) => clientId !== session.clientId);
  if (ids.length === 0) return {};
  return aggregates.loadAll(
    Object.fromEntries(ids.map((clientId) => [clientId, clientKey(tenantId, clientId)])),
  );
};

const partyKeys = (tenantId: string, clientId: string | undefined, clinicianId: string | undefined) => ({
  client: clientId === undefined ? undefined : clientKey(tenantId, clientId),
  clinician: clinicianId === undefined ? undefined : clinicianKey(tenantId, clinicianId),
});

const readParties = (
  { aggregates }: Pick<Clearing, 'aggregates'>,
  tenantId: string,
  clientId: string | undefined,
  clinicianId: string | undefined,
) => aggregates.loadAll(partyKeys(tenantId, clientId, clinicianId));

/** Everything about the people that a decision needs. */
export const partiesOf = async (
  clearing: Pick<Clearing, 'vault' | 'log'>,
  tenantId: string,
  { client, clinician, others }: People,
): Promise<Parties> => {
  const participantOf = async (each: Client | undefined): Promise<Participant> => ({
    client: each,
    birthDate: await openBirthDate(clearing, tenantId, each),
  });
  const parties = { clinician, ...(await participantOf(client)) };
  const known = Object.entries(others);
  if (known.length === 0) return parties;
  const opened = known.map(async ([clientId, each]) => [clientId, await participantOf(each)] as const);
  return { ...parties, others: Object.fromEntries(await Promise.all(opened)) };
};

/** Who takes part, without their birth dates. */
export interface People extends Pick<Parties, 'client' | 'clinician'> {
  readonly others: Readonly<Record<string, Client | undefined>>;
}

export const peopleIn = ({ client, clinician, others }: Omit<Gathered, 'session'>): People => ({
  client: client?.state,
  clinician: clinician?.state,
  others: Object.fromEntries(Object.entries(others).map(([clientId, each]) => [clientId, each?.state])),
});

/** How long a session that is over stays in the table; its facts stay in the ledger. */
const keptMs = 90 * 24 * 3600 * 1000;

/** When to recheck the session, and when its item may expire: not while a review is open. */
export const expiryOf = (session: Session) => {
  const over = overAt(session);
  return {
    deadline: session.nextReviewAt,
    expiresAt:
      over === undefined || session.breakGlass?.review.status === 'open'
        ? undefined
        : new Date(Date.parse(over) + keptMs).toISOString(),
  };
};
