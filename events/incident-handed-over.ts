import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const incidentHandedOver = /* @__PURE__ */ defineFact('incident.handed-over.v1', () => ({
  summary: 'Another person accepted the incident from its responder.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    toStaffId: opaqueId('Staff who accepted', 'crisis-response', 'staff-bea'),
  }),
}));
