import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const incidentWelfareConfirmed = /* @__PURE__ */ defineFact('incident.welfare-confirmed.v1', () => ({
  summary: 'The responder confirmed that the client is safe.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
