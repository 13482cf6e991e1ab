import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId } from './fields.ts';

export const incidentSnoozed = /* @__PURE__ */ defineFact('incident.snoozed.v1', () => ({
  summary: 'The responder put off the check-in, which policy limits.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    checkInDueAt: instant(
      'When the responder is asked to check in',
      'crisis-response',
      '2027-03-01T10:45:00Z',
    ),
  }),
}));
