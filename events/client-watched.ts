import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId } from './fields.ts';

export const clientWatched = /* @__PURE__ */ defineFact('client.watched.v1', () => ({
  summary: 'The clinician says that a client is at elevated risk for a time, or no longer.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    level: code(['elevated', 'none'], {
      title: 'Level',
      description: 'At elevated risk a lost connection or a missed session is an alarm.',
      purpose: 'crisis-response',
    }),
    until: instant('Until when', 'crisis-response', '2027-03-15T10:00:00Z').optional(),
  }),
}));
