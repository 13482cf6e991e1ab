import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId, openCode } from './fields.ts';

export const incidentOpened = /* @__PURE__ */ defineFact('incident.opened.v1', () => ({
  summary: 'A crisis was opened: from now on it escalates until somebody has taken it.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    sessionId: opaqueId('Session', 'crisis-response', 'session-5501').optional(),
    trigger: openCode('Trigger', 'crisis-response', 'panic-clinician'),
    severity: code(['critical', 'high'], {
      title: 'Severity',
      description: 'How severe, by the crisis policy.',
      purpose: 'crisis-response',
    }),
    policyVersion: openCode('Version of the crisis policy', 'accountability', '2026-11'),
  }),
}));
