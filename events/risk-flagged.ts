import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

/** No sensitive field, so nothing has to be sealed before the alarm travels. */
export const riskFlagged = /* @__PURE__ */ defineFact('risk.flagged.v1', () => ({
  summary: 'Somebody or something says that a client may be in danger.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    sessionId: opaqueId('Session', 'crisis-response', 'session-5501').optional(),
    trigger: code(
      [
        'panic-clinician',
        'panic-client',
        'cssrs-positive',
        'phq9-item9',
        'message-flagged',
        'chart-flag',
        'risk-assessment',
        'client-not-found',
      ],
      {
        title: 'Trigger',
        description: 'What raised the flag. "client-not-found": not at the confirmed location.',
        purpose: 'crisis-response',
      },
    ),
  }),
}));
