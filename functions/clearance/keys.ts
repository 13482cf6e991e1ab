import type { Client } from '../../domain/clearance/client.ts';
import type { Clinician } from '../../domain/clearance/clinician.ts';
import type { Session } from '../../domain/clearance/session.ts';
import type { AggregateKey } from '../platform/state/aggregates.ts';

export const clientKey = (tenantId: string, clientId: string): AggregateKey<Client> => ({
  kind: 'client',
  ids: [tenantId, clientId],
  tenantId,
});

export const clinicianKey = (tenantId: string, clinicianId: string): AggregateKey<Clinician> => ({
  kind: 'clinician',
  ids: [tenantId, clinicianId],
  tenantId,
  index: 'recheck',
});

export const sessionKey = (tenantId: string, sessionId: string): AggregateKey<Session> => ({
  kind: 'session',
  ids: [tenantId, sessionId],
  tenantId,
  index: 'recheck',
});
