import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, openCode } from './fields.ts';

export const riskDetected = /* @__PURE__ */ defineFact('risk.detected.v1', () => ({
  summary:
    'Vigil itself found that a client may be in danger: from answers, a lost connection or a missed session.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    sessionId: opaqueId('Session', 'crisis-response', 'session-5501').optional(),
    trigger: openCode('Trigger', 'crisis-response', 'cssrs-imminent'),
  }),
}));
