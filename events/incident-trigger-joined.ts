import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, flag, opaqueId, openCode } from './fields.ts';

export const incidentTriggerJoined = /* @__PURE__ */ defineFact('incident.trigger-joined.v1', () => ({
  summary:
    "Another trigger joined the client's open incident; one that is worse raises its severity and pages again.",
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    trigger: openCode('Trigger', 'crisis-response', 'panic-client'),
    severity: code(['critical', 'high'], {
      title: 'Severity',
      description: 'How severe the incident is now, by the crisis policy.',
      purpose: 'crisis-response',
    }),
    raised: flag('The severity was raised', 'crisis-response', true),
  }),
}));
