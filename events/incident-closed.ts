import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const incidentClosed = /* @__PURE__ */ defineFact('incident.closed.v1', () => ({
  summary: 'The incident ended, after the welfare of the client was confirmed.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    outcome: code(['safe-with-support', 'emergency-service', 'hospital', 'false-alarm'], {
      title: 'Outcome',
      description: 'How it ended.',
      purpose: 'crisis-response',
    }),
  }),
}));
