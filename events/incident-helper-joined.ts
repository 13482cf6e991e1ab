import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const incidentHelperJoined = /* @__PURE__ */ defineFact('incident.helper-joined.v1', () => ({
  summary: 'Somebody joined the responder, who keeps the lead.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
