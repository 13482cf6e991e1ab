import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, openCode } from './fields.ts';

export const incidentPageUndelivered = /* @__PURE__ */ defineFact('incident.page-undelivered.v1', () => ({
  summary: 'A page that the SMS service had taken did not reach its phone.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    failure: openCode('Why it did not', 'accountability', 'phone-unreachable'),
  }),
}));
