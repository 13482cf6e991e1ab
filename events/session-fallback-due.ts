import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId, openCode, seconds } from './fields.ts';

export const sessionFallbackDue = /* @__PURE__ */ defineFact('session.fallback-due.v1', () => ({
  summary: 'The connection has not come back: who should call whom now, and on which channel.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    caller: code(['clinician', 'provider'], {
      title: 'Caller',
      description: 'Who calls; the provider’s desk where the clinician is the one who is gone.',
      purpose: 'clearance',
    }),
    callee: code(['client'], { title: 'Callee', description: 'Who is called.', purpose: 'clearance' }),
    channel: openCode('Channel that was agreed at check-in, else the phone', 'clearance', 'phone'),
    withinSeconds: seconds('Time for the call', 'clearance', 300),
    otherwise: code(['call-emergency-contact', 'call-local-emergency-number'], {
      title: 'Otherwise',
      description: 'What to do where the client is not reached and may be in danger.',
      purpose: 'crisis-response',
    }),
  }),
}));
