import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, flag, health, instant, opaqueId, openCode } from './fields.ts';

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
        'chart-condition',
        'chart-observation',
        'risk-assessment',
        'patient-unidentified',
        'client-not-found',
      ],
      {
        title: 'Trigger',
        description:
          'What raised the flag. "client-not-found": not at the confirmed location; "patient-unidentified": a record system did not say who.',
        purpose: 'crisis-response',
      },
    ),
  }),
}));

const instruments = ['cssrs-screener', 'phq-9', 'phq-8', 'phq-a', 'asq'] as const;

const questionnaire = () => ({
  clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
  sessionId: opaqueId('Session', 'crisis-response', 'session-5501').optional(),
  instrument: code(instruments, {
    title: 'Instrument',
    description: 'The questionnaire.',
    purpose: 'crisis-response',
  }),
});

/** The answers are health data: they are sealed at the edge, and opened once more to find what they mean. */
export const screeningSubmitted = /* @__PURE__ */ defineFact('screening.submitted.v1', () => ({
  summary: 'A client answered a risk questionnaire.',
  origin: 'provider',
  data: z.object({
    ...questionnaire(),
    answeredAt: instant(
      'When the client answered; the time of the event if it is absent',
      'crisis-response',
    ).optional(),
  }),
  sealed: {
    fields: z.object({
      answers: health(
        z.record(
          z.string().regex(/^[a-z0-9-]{1,32}$/),
          z.union([z.number().int().min(0).max(27), z.literal('declined')]),
        ),
        {
          title: 'Answers',
          description:
            'The value of each item by its name, "declined" for a refusal; leave out what was not asked. C-SSRS and ASQ: 0 no, 1 yes. PHQ: 0 to 3. Names and values: screeners in policies/crisis.json.',
          purpose: 'crisis-response',
          example: { '1': 1, '2': 1, '3': 0, '4': 0, '5': 0, '6-lifetime': 0, '6-past-3-months': 0 },
        },
      ),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: () => 'risk-screen',
  },
}));

const answered = () => ({
  ...questionnaire(),
  recordId: opaqueId('Sealed record with the answers', 'crisis-response', 'rec-3f07'),
  answeredAt: instant('When the client answered', 'crisis-response'),
});

export const screeningIncomplete = /* @__PURE__ */ defineFact('screening.incomplete.v1', () => ({
  summary: 'Items of a risk questionnaire have no answer, and its branching does not skip them.',
  origin: 'vigil',
  data: z.object({
    ...answered(),
    missing: count('Items without a readable answer', 'crisis-response', 1),
    declined: count('Items that the client refused to answer', 'crisis-response', 1),
  }),
}));

const review = () =>
  z.object({
    ...answered(),
    reason: code(['positive', 'old', 're-sent', 'incomplete'], {
      title: 'Reason',
      description:
        'Why it is a task: by policy, the answers arrived late, they were sent before, or items have no answer.',
      purpose: 'crisis-response',
    }),
    trigger: openCode('Trigger that the answers stand for', 'crisis-response', 'phqa-suicide'),
    dueAt: instant('Until when', 'crisis-response', '2027-03-01T18:00:00Z'),
  });

export const screeningReviewDue = /* @__PURE__ */ defineFact('screening.review-due.v1', () => ({
  summary: 'A clinician must look at the answers to a risk questionnaire today.',
  origin: 'vigil',
  data: review(),
}));

export const screeningReviewOverdue = /* @__PURE__ */ defineFact('screening.review-overdue.v1', () => ({
  summary: 'Nobody has reviewed the answers to a risk questionnaire in time; repeated until somebody has.',
  origin: 'vigil',
  data: review(),
}));

const reviewed = () => ({
  clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
  recordId: opaqueId('Sealed record with the answers', 'crisis-response', 'rec-3f07'),
  reviewerId: opaqueId('Clinician who looked at the answers', 'accountability', 'clinician-12'),
  decision: code(['no-action', 'client-contacted', 'care-plan-changed', 'referred', 'escalated'], {
    title: 'Decision',
    description: 'What the clinician decided.',
    purpose: 'accountability',
  }),
});

export const screeningReviewSubmitted = /* @__PURE__ */ defineFact('screening.review-submitted.v1', () => ({
  summary: 'A clinician has looked at the answers to a risk questionnaire.',
  origin: 'provider',
  data: z.object(reviewed()),
}));

export const screeningReviewed = /* @__PURE__ */ defineFact('screening.reviewed.v1', () => ({
  summary: 'A clinician has looked at the answers to a risk questionnaire: the reminders end.',
  origin: 'vigil',
  data: z.object({
    ...reviewed(),
    wasDue: flag('A review of these answers was due', 'accountability', true),
  }),
}));
