import { applyToClient, type Client, type ClientEvent, newClient } from '../../../domain/clearance/client.ts';
import {
  type Clinician,
  newClinician,
  nextReminder,
  registerClinician,
  remindOfExpiry,
} from '../../../domain/clearance/clinician.ts';
import { participantsOf, strangersSince } from '../../../domain/clearance/participants.ts';
import { type PlaceReview, reviewPlace } from '../../../domain/clearance/place-review.ts';
import type { ClearancePolicy } from '../../../domain/clearance/policy.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import { refusedSince } from '../../../domain/clearance/refused-statements.ts';
import { newSession, overAt, type Session } from '../../../domain/clearance/session.ts';
import type { Decided } from '../../../domain/fact.ts';
import { type Instant, secondsUntil } from '../../../domain/instant.ts';
import {
  type About,
  type Clearing as Reading,
  type Gathered,
  expiryOf,
  loadParties,
  partiesOf,
  type People,
  peopleIn,
} from '../load-parties.ts';
import { type AggregateKey, change, ContentionError } from '../../platform/state/aggregates.ts';
import { clientKey, clinicianKey, sessionKey } from '../keys.ts';
import type { RecheckQueue } from '../recheck.ts';

export interface Clearing extends Reading {
  readonly rechecks: RecheckQueue;
}

/** The client after an event, with the facts about what was said without effect. */
export const changeClient = async (
  { aggregates }: Pick<Clearing, 'aggregates'>,
  tenantId: string,
  clientId: string,
  event: ClientEvent,
  now: Instant,
): Promise<Client> => {
  const changed = await change(aggregates, clientKey(tenantId, clientId), now, (client) => {
    const before = client ?? newClient(clientId);
    const state = applyToClient(before, event);
    if (state === client) return undefined;
    return { decided: { state, facts: refusedSince(before, state) } };
  });
  return changed ?? newClient(clientId);
};

/** The client after a person decided what the policy leaves open. */
export const changeReviews = async (
  { aggregates, policyOf }: Pick<Clearing, 'aggregates' | 'policyOf'>,
  tenantId: string,
  clientId: string,
  review: PlaceReview,
  now: Instant,
): Promise<Client> => {
  const changed = await change(aggregates, clientKey(tenantId, clientId), now, (client) => {
    const decided = reviewPlace(client, clientId, review, policyOf(tenantId), now);
    return decided && { decided };
  });
  return changed ?? newClient(clientId);
};

/** The clinician after a registration, or after time has passed: with the reminders that are due. */
export const changeClinician = async (
  { aggregates, policyOf }: Pick<Clearing, 'aggregates' | 'policyOf'>,
  tenantId: string,
  clinicianId: string,
  registered: Clinician['registered'],
  now: Instant,
): Promise<Clinician> => {
  const { licenceReminderDays } = policyOf(tenantId);
  const changed = await change(aggregates, clinicianKey(tenantId, clinicianId), now, (known) => {
    const clinician = known ?? newClinician(clinicianId);
    const after = registered === undefined ? clinician : registerClinician(clinician, registered);
    const decided = remindOfExpiry(after, licenceReminderDays, now);
    return decided.state === known
      ? undefined
      : { decided, ...reminding(decided.state, policyOf(tenantId), now) };
  });
  return changed ?? newClinician(clinicianId);
};

const reminding = (clinician: Clinician, { licenceReminderDays }: ClearancePolicy, now: Instant) => ({
  deadline: nextReminder(clinician, licenceReminderDays, now),
});

/** What an event, or somebody's decision, does to a session before it is reviewed. */
export type Apply = (session: Session) => Session | Decided<Session>;

const decidedBy = (apply: Apply, session: Session): Decided<Session> => {
  const applied = apply(session);
  return 'facts' in applied ? applied : { state: applied, facts: [] };
};

/** Far more writers than one session ever has at a time. */
const maxTries = 10;

/** SQS delays no message longer. */
const longestDelaySeconds = 900;

/**
 * The session after an event, with all that follows from it: one write, and none where nothing is new. `read` is what the
 * caller has read already, the session before its parties; after a conflict everything is read again.
 */
export const changeSession = async (
  clearing: Clearing,
  tenantId: string,
  about: About & { readonly clientId: string },
  apply: Apply,
  now: Instant,
  read?: Gathered,
): Promise<void> => {
  const { aggregates } = clearing;
  const key = sessionKey(tenantId, about.sessionId);
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const gathered =
      (attempt === 0 ? read : undefined) ??
      (await loadParties(clearing, tenantId, about, (session) => decidedBy(apply, session).state));
    const before = gathered.session?.state;
    const applied = decidedBy(apply, before ?? newSession(about.sessionId, about.clientId));
    await unlinkFormer(clearing, tenantId, before, applied.state, now);
    const joined = await linkParties(clearing, tenantId, applied.state, gathered, now);
    const parties = await partiesOf(clearing, tenantId, joined);
    const reviewed = reviewSession(applied.state, parties, clearing.policyOf(tenantId), now);
    const { state } = reviewed;
    const facts = [...applied.facts, ...strangersSince(before, state), ...reviewed.facts];
    if (state !== before || facts.length > 0) {
      const saved = await aggregates.save(
        key,
        gathered.session?.version ?? 0,
        { state, facts },
        { now, ...expiryOf(state) },
      );
      if (saved === 'conflict') continue;
    }
    // What is due within minutes is not left to the watch alone, which comes once a minute.
    const seconds = state.nextReviewAt === undefined ? Infinity : secondsUntil(state.nextReviewAt, now);
    if (state.nextReviewAt !== before?.nextReviewAt && seconds <= longestDelaySeconds)
      await clearing.rechecks.send({ tenantId, at: 'session', id: about.sessionId }, seconds);
    return follow(clearing, tenantId, state, joined, now);
  }
  throw new ContentionError(key);
};

/** Decides an open session again, after its client or clinician changed or time has passed. */
export const reconsider = async (
  clearing: Clearing,
  tenantId: string,
  sessionId: string,
  now: Instant,
): Promise<void> => {
  const current = await clearing.aggregates.load(sessionKey(tenantId, sessionId));
  // The session names itself to its client before it is first saved: then its own event is still on the way.
  if (current === undefined) return;
  const { clientId, scheduled } = current.state;
  const about = { sessionId, clientId, clinicianId: scheduled?.clinicianId };
  await changeSession(clearing, tenantId, about, (session) => session, now);
};

/**
 * First the session is named to client and clinician, then they are read: anyone who changes them afterwards finds it.
 * Where it is named already, what was gathered will do.
 */
const linkParties = async (
  { aggregates, policyOf }: Clearing,
  tenantId: string,
  session: Session,
  { client, clinician, others }: Awaited<ReturnType<typeof loadParties>>,
  now: Instant,
): Promise<People> => {
  const { sessionId, clientId, scheduled } = session;
  if (overAt(session) !== undefined) return peopleIn({ client, clinician, others });
  const join = async <S extends Attended>(
    key: AggregateKey<S>,
    known: S | undefined,
    unknown: S,
    options: (state: S) => { deadline?: Instant | undefined },
  ): Promise<S> => {
    if (known?.openSessions.includes(sessionId) === true) return known;
    const joined = await change(aggregates, key, now, (current = unknown) => {
      if (current.openSessions.includes(sessionId)) return undefined;
      const state = { ...current, openSessions: [...current.openSessions, sessionId].sort() };
      return { decided: { state, facts: [] }, ...options(state) };
    });
    return joined ?? unknown;
  };
  const joinClient = (id: string, known: Client | undefined): Promise<Client> =>
    join(clientKey(tenantId, id), known, newClient(id), () => ({}));
  const joinedOthers: Record<string, Client> = {};
  for (const [id, known] of Object.entries(others)) joinedOthers[id] = await joinClient(id, known?.state);
  return {
    others: joinedOthers,
    client: await joinClient(clientId, client?.state),
    clinician:
      scheduled &&
      (await join(
        clinicianKey(tenantId, scheduled.clinicianId),
        clinician?.state,
        newClinician(scheduled.clinicianId),
        (state) => reminding(state, policyOf(tenantId), now),
      )),
  };
};

interface Attended {
  readonly openSessions: readonly string[];
}

/** What others must know after the session was saved. A delivery that is cut off here is repeated, and finds it undone. */
const follow = async (
  clearing: Clearing,
  tenantId: string,
  session: Session,
  { client, others }: People,
  now: Instant,
): Promise<void> => {
  const { sessionId, clientId, startedAt, clearance, scheduled } = session;
  const alone = clearance?.selfConsent === true ? [clientId] : (clearance?.selfConsentIds ?? []);
  for (const id of startedAt === undefined ? [] : alone) {
    const known = id === clientId ? client : others[id];
    if (known?.selfConsented?.some((held) => held.sessionId === sessionId) === true) continue;
    const event = { type: 'self-consented', sessionId, at: startedAt ?? now } as const;
    await changeClient(clearing, tenantId, id, event, now);
  }
  if (overAt(session) === undefined) return;
  for (const id of participantsOf(session)) await leave(clearing, clientKey(tenantId, id), sessionId, now);
  if (scheduled !== undefined)
    await leaveClinician(clearing, tenantId, scheduled.clinicianId, sessionId, now);
};

/** A session that moved to another clinician is no longer the first one's, nor that of clients who no longer take part. */
const unlinkFormer = async (
  clearing: Clearing,
  tenantId: string,
  before: Session | undefined,
  after: Session,
  now: Instant,
): Promise<void> => {
  const staying = participantsOf(after);
  for (const id of before === undefined ? [] : participantsOf(before))
    if (!staying.includes(id)) await leave(clearing, clientKey(tenantId, id), after.sessionId, now);
  const former = before?.scheduled?.clinicianId;
  if (former === undefined || former === after.scheduled?.clinicianId) return;
  await leaveClinician(clearing, tenantId, former, after.sessionId, now);
};

const leaveClinician = (
  clearing: Clearing,
  tenantId: string,
  clinicianId: string,
  sessionId: string,
  now: Instant,
): Promise<void> =>
  leave(clearing, clinicianKey(tenantId, clinicianId), sessionId, now, (state) =>
    reminding(state, clearing.policyOf(tenantId), now),
  );

const leave = async <S extends Attended>(
  { aggregates }: Clearing,
  key: AggregateKey<S>,
  sessionId: string,
  now: Instant,
  options: (state: S) => { deadline?: Instant | undefined } = () => ({}),
): Promise<void> => {
  await change(aggregates, key, now, (known) => {
    if (known === undefined || !known.openSessions.includes(sessionId)) return undefined;
    const state = { ...known, openSessions: known.openSessions.filter((open) => open !== sessionId) };
    return { decided: { state, facts: [] }, ...options(state) };
  });
};
