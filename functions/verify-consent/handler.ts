import { clientDischarged } from '../../events/client-discharged.ts';
import { clientRegistered } from '../../events/client-registered.ts';
import { clinicianRegistered } from '../../events/clinician-registered.ts';
import { consentGranted } from '../../events/consent-granted.ts';
import { consentWithdrawn } from '../../events/consent-withdrawn.ts';
import { sessionCheckedIn } from '../../events/session-checked-in.ts';
import { sessionConnectionLost } from '../../events/session-connection-lost.ts';
import { sessionEnded } from '../../events/session-ended.ts';
import { sessionScheduled } from '../../events/session-scheduled.ts';
import { sessionStarted } from '../../events/session-started.ts';
import type { Client, ClientEvent } from '../../domain/clearance/client.ts';
import type { SessionEvent } from '../../domain/clearance/session.ts';
import { toInstant } from '../../domain/instant.ts';
import { derivedId } from '../intake/seal-stated.ts';
import type { Now } from '../ports/clock.ts';
import { takeEvent } from '../runtime/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../runtime/queue-consumer.ts';
import { changeClient, changeClinician, changeSession, type Clearing, reconsider } from './clearing.ts';

export type Dependencies = ConsumerDependencies & Clearing & { readonly now: Now };

const contracts = [
  clientRegistered,
  clientDischarged,
  clinicianRegistered,
  consentGranted,
  consentWithdrawn,
  sessionScheduled,
  sessionCheckedIn,
  sessionStarted,
  sessionConnectionLost,
  sessionEnded,
] as const;

/**
 * Keeps clients, clinicians and sessions as far as clearance needs them, and decides anew for every session that an
 * event touches: its own, or all open ones of a client or clinician that changed.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, (body) => verifyConsent(dependencies, body));

const verifyConsent = async (dependencies: Dependencies, body: unknown): Promise<void> => {
  const event = takeEvent(contracts, body);
  const now = dependencies.now();
  const { tenantId, eventId, at } = event;

  const onClient = async (clientId: string, change: ClientEvent): Promise<void> => {
    const client = await changeClient(dependencies, tenantId, clientId, change, now);
    await reconsiderAll(client);
  };
  const onSession = (data: { sessionId: string; clientId: string }, change: SessionEvent): Promise<void> =>
    changeSession(dependencies, tenantId, data, change, now);
  const reconsiderAll = async ({ openSessions }: Pick<Client, 'openSessions'>): Promise<void> => {
    for (const sessionId of openSessions) await reconsider(dependencies, tenantId, sessionId, now);
  };

  switch (event.type) {
    case 'client.registered.v1': {
      const { clientId, jurisdiction } = event.data;
      const profileRecordId = derivedId('rec', tenantId, eventId);
      return onClient(clientId, { type: 'registered', at, eventId, jurisdiction, profileRecordId });
    }
    case 'client.discharged.v1':
      return onClient(event.data.clientId, { type: 'discharged', at });
    case 'consent.granted.v1': {
      const { clientId, consentId, scope, grantor, documentVersion, validFrom, validUntil } = event.data;
      const grant = {
        at,
        eventId,
        scope,
        grantor,
        documentVersion,
        validFrom: toInstant(validFrom),
        ...(validUntil === undefined ? {} : { validUntil: toInstant(validUntil) }),
      };
      return onClient(clientId, { type: 'consent-granted', consentId, grant });
    }
    case 'consent.withdrawn.v1':
      return onClient(event.data.clientId, {
        type: 'consent-withdrawn',
        consentId: event.data.consentId,
        at,
      });
    case 'clinician.registered.v1': {
      const licences = event.data.licences.map((licence) => ({
        ...licence,
        validFrom: toInstant(licence.validFrom),
        validUntil: toInstant(licence.validUntil),
      }));
      return reconsiderAll(
        await changeClinician(dependencies, tenantId, event.data.clinicianId, { at, eventId, licences }, now),
      );
    }
    case 'session.scheduled.v1': {
      const { clinicianId, startsAt } = event.data;
      return onSession(event.data, {
        type: 'scheduled',
        at,
        eventId,
        clinicianId,
        startsAt: toInstant(startsAt),
      });
    }
    case 'session.checked-in.v1': {
      const { jurisdiction, privatePlace } = event.data;
      const safetyRecordId = derivedId('rec', tenantId, eventId);
      return onSession(event.data, {
        type: 'checked-in',
        at,
        eventId,
        jurisdiction,
        privatePlace,
        safetyRecordId,
      });
    }
    case 'session.started.v1':
      return onSession(event.data, { type: 'started', at });
    case 'session.connection-lost.v1':
      return onSession(event.data, { type: 'connection-lost', at });
    case 'session.ended.v1':
      return onSession(event.data, { type: 'ended', at });
  }
};
