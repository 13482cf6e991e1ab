import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, health, opaqueId, openCode } from './fields.ts';

// Facts about signs that a client may be in danger.

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

/** The answers are health data: they are sealed at the edge, and opened once more to find what they mean. */
export const screeningSubmitted = /* @__PURE__ */ defineFact('screening.submitted.v1', () => ({
  summary: 'A client answered a risk questionnaire.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    sessionId: opaqueId('Session', 'crisis-response', 'session-5501').optional(),
    instrument: code(['cssrs-screener', 'phq-9'], {
      title: 'Instrument',
      description: 'The questionnaire.',
      purpose: 'crisis-response',
    }),
  }),
  sealed: {
    fields: z.object({
      answers: health(z.record(z.string().regex(/^[a-z0-9-]{1,32}$/), z.number().int().min(0).max(27)), {
        title: 'Answers',
        description:
          'The value of each item by its number. C-SSRS: 0 no, 1 yes; item 6 as "6-lifetime" and "6-past-3-months". PHQ-9: 0 to 3.',
        purpose: 'crisis-response',
        example: { '1': 1, '2': 1, '3': 0, '4': 0, '5': 0, '6-lifetime': 0, '6-past-3-months': 0 },
      }),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: () => 'risk-screen',
  },
}));
