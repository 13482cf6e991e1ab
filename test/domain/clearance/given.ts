import { applyToClient, type Client, type ClientEvent, newClient } from '../../../domain/clearance/client.ts';
import {
  applyToSession,
  newSession,
  type Session,
  type SessionEvent,
} from '../../../domain/clearance/session.ts';

const now = '2027-03-01T10:00:00.000Z';
const before = '2027-03-01T09:00:00.000Z';

type Granted = Extract<ClientEvent, { type: 'consent-granted' }>;

export const granted = (grant: Partial<Granted['grant']> = {}, consentId = 'consent-1'): Granted => ({
  type: 'consent-granted',
  consentId,
  grant: {
    at: before,
    eventId: `grant-of-${consentId}`,
    scope: 'telehealth-treatment',
    grantor: 'client',
    method: 'electronic',
    documentId: 'telehealth-consent',
    documentVersion: '2',
    validFrom: before,
    ...grant,
  },
});

export const withdrawn = (consentId = 'consent-1', at = before): ClientEvent => ({
  type: 'consent-withdrawn',
  consentId,
  at,
});

export const clientWith = (...events: readonly ClientEvent[]): Client =>
  events.reduce(applyToClient, newClient('client-1'));

export const scheduled: SessionEvent = {
  type: 'scheduled',
  at: before,
  eventId: 'scheduled-1',
  clinicianId: 'clinician-1',
  startsAt: now,
};

export const checkedIn = (
  where: Partial<Extract<SessionEvent, { type: 'checked-in' }>> = {},
): SessionEvent => ({
  type: 'checked-in',
  at: before,
  eventId: 'checked-in-1',
  jurisdiction: 'US-CA',
  privatePlace: true,
  safetyRecordId: 'rec-1',
  ...where,
});

export const sessionWith = (...events: readonly SessionEvent[]): Session =>
  events.reduce(applyToSession, newSession('session-1', 'client-1'));
