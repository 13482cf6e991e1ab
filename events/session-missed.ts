import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const sessionMissed = /* @__PURE__ */ defineFact('session.missed.v1', () => ({
  summary:
    'A session did not take place although it was planned: derived by policy time, or stated by the provider.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    reason: code(['nobody-came', 'client-absent', 'clinician-absent', 'reported'], {
      title: 'Reason',
      description: 'Who was not there; "reported" where a scheduling system says no more than no-show.',
      purpose: 'crisis-response',
    }),
  }),
}));
