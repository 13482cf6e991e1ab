import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const assentRecorded = /* @__PURE__ */ defineFact('assent.recorded.v1', () => ({
  summary: 'A minor said whether they agree to the treatment that a guardian has consented to.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    outcome: code(['given', 'refused'], {
      title: 'Outcome',
      description: 'What the minor said.',
      purpose: 'clearance',
    }),
    recordedBy: opaqueId('Who asked', 'clearance', 'clinician-21'),
  }),
}));
