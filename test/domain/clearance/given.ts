import { applyToClient, type Client, type ClientEvent, newClient } from '../../../domain/clearance/client.ts';
import { type Clinician, newClinician, registerClinician } from '../../../domain/clearance/clinician.ts';
import type { ClearancePolicy } from '../../../domain/clearance/decide-clearance.ts';
import {
  applyToSession,
  newSession,
  type Session,
  type SessionEvent,
} from '../../../domain/clearance/session.ts';

export const now = '2027-03-01T10:00:00.000Z';
export const before = '2027-03-01T09:00:00.000Z';
export const after = '2027-03-01T11:00:00.000Z';

export const policy: ClearancePolicy = {
  version: '2026-11',
  requiredScopes: ['telehealth-treatment'],
  privatePlace: 'warn',
};

type Granted = Extract<ClientEvent, { type: 'consent-granted' }>;

export const granted = (grant: Partial<Granted['grant']> = {}, consentId = 'consent-1'): Granted => ({
  type: 'consent-granted',
  consentId,
  grant: {
    at: before,
    eventId: `grant-of-${consentId}`,
    scope: 'telehealth-treatment',
    grantor: 'client',
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

export const licence = {
  jurisdiction: 'US-CA',
  licenceType: 'psychologist',
  validFrom: before,
  validUntil: after,
} as const;

export const clinicianWith = (
  ...licences: NonNullable<Clinician['registered']>['licences'][number][]
): Clinician =>
  registerClinician(newClinician('clinician-1'), { at: before, eventId: 'registered-1', licences });
