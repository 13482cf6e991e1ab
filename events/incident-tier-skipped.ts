import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, opaqueId } from './fields.ts';

export const incidentTierSkipped = /* @__PURE__ */ defineFact('incident.tier-skipped.v1', () => ({
  summary: 'A tier could not be paged and the next one was paged at once.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    tier: count('Tier, counted from 0', 'crisis-response', 0),
    round: count('Round', 'crisis-response', 0),
    reason: code(['empty', 'nobody-on-roster'], {
      title: 'Reason',
      description: 'Why it could not be paged.',
      purpose: 'crisis-response',
    }),
  }),
}));
