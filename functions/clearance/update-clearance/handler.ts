import { sessionBreakGlassInvoked } from '../../../events/clearance.ts';
import {
  breakGlass,
  type BreakGlassOutcome,
  reviewBreakGlass,
} from '../../../domain/clearance/break-glass.ts';
import type { Client, ClientEvent } from '../../../domain/clearance/client.ts';
import { applyToSession, type Session, type SessionEvent } from '../../../domain/clearance/session.ts';
import { everybody } from '../../../domain/clearance/participants.ts';
import { toInstant } from '../../../domain/instant.ts';
import { sealBirthDate } from '../birth-date.ts';
import { derivedId } from '../../platform/sealing/seal-stated.ts';
import { sessionKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type Recheck, recheckMessage, type Reconsideration, reconsiderMessage } from '../recheck.ts';
import type { Records } from '../../platform/sealing/records.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, messageOr, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import {
  type Apply,
  changeClient,
  changeClinician,
  changeReviews,
  changeSession,
  type Clearing,
  reconsider,
} from './change-session.ts';
import { reconsiderOpen, reconsiderTogether } from './reconsider-open.ts';
import { updateClearance } from './function.ts';

type Subscribed = TakenOf<(typeof updateClearance.subscribes)[number]>;

export type Dependencies = ConsumerDependencies &
  Clearing & { readonly records: Pick<Records, 'get'>; readonly now: Now };

/**
 * Keeps clients, clinicians and sessions as far as clearance needs them, and decides again for every session that an
 * event touches: its own, or all open ones of a client or clinician that changed. It also looks again where time has
 * passed.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(
    dependencies,
    messageOr(recheckMessage, messageOr(reconsiderMessage, factOf(updateClearance.subscribes))),
    (message) => {
      if ('recheck' in message) return recheck(dependencies, message.recheck);
      if ('reconsider' in message) return reconsiderListed(dependencies, message.reconsider);
      return applyEvent(dependencies, message);
    },
  );

const reconsiderListed = (
  dependencies: Dependencies,
  { tenantId, sessionIds }: Reconsideration,
): Promise<void> => reconsiderTogether(dependencies, tenantId, sessionIds, dependencies.now());

const recheck = async (dependencies: Dependencies, { tenantId, at, id }: Recheck): Promise<void> => {
  const now = dependencies.now();
  if (at === 'session') return reconsider(dependencies, tenantId, id, now);
  await changeClinician(dependencies, tenantId, id, undefined, now);
};

const applyEvent = async (dependencies: Dependencies, event: Subscribed): Promise<void> => {
  const now = dependencies.now();
  const { tenantId, eventId, at } = event;

  const onClient = async (clientId: string, change: ClientEvent): Promise<void> => {
    const client = await changeClient(dependencies, tenantId, clientId, change, now);
    await reconsiderAll(client);
  };
  const onSession = (data: SessionNamed, change: SessionEvent): Promise<void> =>
    toSession(data, (session) => applyToSession(session, { clientId: data.clientId, ...change }));
  const toSession = ({ sessionId, clientId, clinicianId }: SessionNamed, apply: Apply): Promise<void> =>
    changeSession(dependencies, tenantId, { sessionId, clientId, clinicianId }, apply, now);
  const reconsiderAll = ({ openSessions }: Pick<Client, 'openSessions'>): Promise<void> =>
    reconsiderOpen(dependencies, tenantId, openSessions, now);

  const clientOf = async (sessionId: string): Promise<string | undefined> =>
    (await dependencies.aggregates.load(sessionKey(tenantId, sessionId)))?.state.clientId;

  switch (event.type) {
    case 'client.registered.v1': {
      const { clientId, jurisdiction, schoolId } = event.data;
      const profileRecordId = derivedId('rec', tenantId, eventId);
      const sealedBirthDate = await sealBirthDate(dependencies, tenantId, clientId, profileRecordId);
      const registered = { at, eventId, jurisdiction, schoolId, profileRecordId, sealedBirthDate };
      return onClient(clientId, { type: 'registered', ...registered });
    }
    case 'client.discharged.v1':
      return onClient(event.data.clientId, { type: 'discharged', at });
    case 'client.place-corrected.v1': {
      const { clientId, wrong, right, sessionId } = event.data;
      const correction = { at, eventId, wrong, right, ...(sessionId === undefined ? {} : { sessionId }) };
      return onClient(clientId, { type: 'place-corrected', correction });
    }
    case 'clearance.reviewed.v1': {
      const { clientId, until, ...stated } = event.data;
      const review = { ...stated, at, eventId, until: toInstant(until) };
      return reconsiderAll(await changeReviews(dependencies, tenantId, clientId, review, now));
    }
    case 'consent.granted.v1': {
      const { clientId, consentId, validFrom, validUntil, ...stated } = event.data;
      const grant = {
        ...stated,
        at,
        eventId,
        validFrom: toInstant(validFrom),
        validUntil: validUntil === undefined ? undefined : toInstant(validUntil),
      };
      return onClient(clientId, { type: 'consent-granted', consentId, grant });
    }
    case 'consent.denied.v1': {
      const { clientId, consentId, validUntil, ...stated } = event.data;
      const denial = {
        ...stated,
        at,
        eventId,
        validUntil: validUntil === undefined ? undefined : toInstant(validUntil),
      };
      return onClient(clientId, { type: 'consent-denied', consentId, denial });
    }
    case 'consent.withdrawn.v1': {
      const { clientId, consentId, withdrawnBy, speakerId, basis, orderId } = event.data;
      const by = withdrawnBy && { party: withdrawnBy, speakerId, basis, orderId };
      return onClient(clientId, { type: 'consent-withdrawn', consentId, at, eventId, by });
    }
    case 'consent.denial-lifted.v1': {
      const { clientId, consentId, liftedBy, speakerId, orderId } = event.data;
      const lift = { at, eventId, consentId, by: { party: liftedBy, speakerId, orderId } };
      return onClient(clientId, { type: 'denial-lifted', lift });
    }
    case 'assent.recorded.v1': {
      const { clientId, outcome } = event.data;
      return onClient(clientId, { type: 'assent-recorded', assent: { at, eventId, outcome } });
    }
    case 'clinician.registered.v1': {
      const { clinicianId, licences, privileges, telehealthTrainingUntil, otherIds } = event.data;
      const registered = {
        at,
        eventId,
        otherIds,
        licences: licences.map(withInstants),
        privileges: privileges?.map(withInstants),
        telehealthTrainingUntil:
          telehealthTrainingUntil === undefined ? undefined : toInstant(telehealthTrainingUntil),
      };
      return reconsiderAll(await changeClinician(dependencies, tenantId, clinicianId, registered, now));
    }
    case 'session.scheduled.v1': {
      const { clinicianId, startsAt, kind, plannedMinutes, recorded, program } = event.data;
      const { participantIds } = event.data;
      return onSession(event.data, {
        type: 'scheduled',
        clinicianId,
        participantIds: participantIds && [...new Set(participantIds)].sort(),
        kind,
        plannedMinutes,
        recorded,
        program,
        at,
        eventId,
        startsAt: toInstant(startsAt),
      });
    }
    case 'session.checked-in.v1': {
      const said = checkInOf(event.data);
      const safetyRecordId = derivedId('rec', tenantId, eventId);
      return onSession(event.data, { type: 'checked-in', ...said, at, eventId, safetyRecordId });
    }
    case 'session.started.v1':
      return onSession(event.data, { type: 'started', at });
    case 'session.connection-lost.v1':
      return onSession(event.data, { type: 'connection-lost', at, party: event.data.party });
    case 'session.connection-restored.v1':
      return onSession(event.data, { type: 'connection-restored', at });
    case 'session.resumed.v1':
      return onSession(event.data, { type: 'resumed', at });
    case 'session.ended.v1':
      return onSession(event.data, { type: 'ended', at });
    case 'session.missed.v1':
      return onSession(event.data, { type: 'called-off', at, eventId });
    case 'session.cancelled.v1': {
      const { sessionId } = event.data;
      const clientId = event.data.clientId ?? (await clientOf(sessionId));
      // Cancelled by a system that names no client, before any other event: there is nothing to call off.
      if (clientId === undefined) return;
      const named = event.data.clientId ?? everybody;
      return onSession({ sessionId, clientId }, { type: 'called-off', at, eventId, clientId: named });
    }
    case 'session.break-glass-invoked.v1': {
      const { clientId, by, nature, recipientId } = event.data;
      const reasonRecordId = bringsReason(event) ? derivedId('rec', tenantId, eventId) : undefined;
      const request = { at, eventId, clientId, by, nature, recipientId, reasonRecordId };
      const policy = dependencies.policyOf(tenantId);
      return toSession(
        event.data,
        decidedBy((session) => breakGlass(session, request, policy, now)),
      );
    }
    case 'session.break-glass-review-submitted.v1': {
      const { reviewerId, finding } = event.data;
      const review = { at, by: reviewerId, finding };
      return toSession(
        event.data,
        decidedBy((session) => reviewBreakGlass(session, review)),
      );
    }
  }
};

/** The answers of the check-in; the session itself says who takes part. */
const checkInOf = <D extends SessionNamed>(data: D): Omit<D, keyof SessionNamed> => {
  const { sessionId: _, clientId: __, clinicianId: ___, ...said } = data;
  return said;
};

interface SessionNamed {
  readonly sessionId: string;
  readonly clientId: string;
  readonly clinicianId?: string | undefined;
}

const withInstants = <R extends { readonly validFrom: string; readonly validUntil: string }>(
  right: R,
): R => ({
  ...right,
  validFrom: toInstant(right.validFrom),
  validUntil: toInstant(right.validUntil),
});

/** A refusal is a fact, too, and leaves the session as it was. */
const decidedBy =
  (decide: (session: Session) => BreakGlassOutcome): Apply =>
  (session) => {
    const decided = decide(session);
    if (decided.outcome === 'already-known') return session;
    return { state: decided.outcome === 'done' ? decided.state : session, facts: decided.facts };
  };

/** The reason travels sealed; a producer that put the event on the bus itself brings it in the clear, and `apply-retention` seals it. */
const bringsReason = ({ dataref, raw }: TakenOf<typeof sessionBreakGlassInvoked>): boolean =>
  dataref !== undefined || sessionBreakGlassInvoked.sealed?.fields.safeParse(raw).success === true;
