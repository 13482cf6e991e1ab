import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, opaqueId } from './fields.ts';

export const incidentReopened = /* @__PURE__ */ defineFact('incident.reopened.v1', () => ({
  summary: 'Nobody is on the incident any more: the escalation runs again from the first tier.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    round: count('Round that begins', 'crisis-response', 1),
    reason: code(
      ['check-in-missed', 'handed-back', 'risk-flagged-again', 'severity-raised', 'responder-unreachable'],
      { title: 'Reason', description: 'Why it runs again.', purpose: 'crisis-response' },
    ),
  }),
}));
