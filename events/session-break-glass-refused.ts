import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, openCode } from './fields.ts';

export const sessionBreakGlassRefused = /* @__PURE__ */ defineFact('session.break-glass-refused.v1', () => ({
  summary: 'A break-glass, or its review, was not accepted: something that must be on record is missing.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
    reason: openCode('Reason code', 'accountability', 'reason-missing'),
  }),
}));
