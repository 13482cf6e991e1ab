import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, health, opaqueId } from './fields.ts';

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
