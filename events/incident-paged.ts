import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, opaqueId, openCode } from './fields.ts';

export const incidentPaged = /* @__PURE__ */ defineFact('incident.paged.v1', () => ({
  summary:
    'One member of staff was paged. "accepted" means that the SMS service took the message, not that a phone showed it.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    tier: count('Tier, counted from 0', 'crisis-response', 0),
    round: count('Round: 0 for the first run through the tiers', 'crisis-response', 0),
    outcome: code(['accepted', 'bundled', 'failed'], {
      title: 'Outcome',
      description:
        'Whether the SMS service took the message; "bundled": the page goes out in one text with others.',
      purpose: 'crisis-response',
    }),
    purpose: code(['back-up', 'hand-over'], {
      title: 'Purpose',
      description: 'Where the responder asked for it; absent where the escalation did.',
      purpose: 'crisis-response',
    }).optional(),
    messageId: opaqueId(
      'Message id of the SMS service',
      'accountability',
      '0b0e9c1e-0d2f-5a7b-8c3d-3f1a2b4c5d6e',
    ).optional(),
    failure: openCode('Why the SMS service refused', 'accountability', 'throttled').optional(),
  }),
}));
