import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const sessionConnectionLost = /* @__PURE__ */ defineFact('session.connection-lost.v1', () => ({
  summary: 'Somebody dropped out of the session without leaving it.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'crisis-response', 'session-5501'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    party: code(['client', 'clinician', 'unknown'], {
      title: 'Party',
      description: 'Whose connection was lost.',
      purpose: 'crisis-response',
    }),
  }),
}));
