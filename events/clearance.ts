import * as z from 'zod';
import { defineFact } from './define.ts';
import {
  code,
  consentScope,
  count,
  health,
  instant,
  jurisdiction,
  opaqueId,
  openCode,
  seconds,
} from './fields.ts';

// What Vigil decides about whether a session may run, and how an emergency overrides it.

const checkNames = [
  'consent',
  'licence',
  'location',
  'private-place',
  'jurisdiction',
  'assent',
  'discipline',
  'training',
  'school-recipients',
  'identity',
  'connection',
  'fallback-channel',
  'emergency-contact',
  'boundaries',
  'designated-area',
] as const;

const clearanceData = () =>
  z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    policyVersion: openCode('Version of the clearance policy', 'accountability', '2026-11'),
    checks: z
      .array(
        z.object({
          check: code(checkNames, {
            title: 'Check',
            description: 'What was checked.',
            purpose: 'clearance',
          }),
          status: code(['pass', 'warn', 'fail'], {
            title: 'Status',
            description: 'How the check went; one "fail" blocks the session.',
            purpose: 'clearance',
          }),
          reason: openCode('Reason code', 'clearance', 'consent-in-force'),
          about: openCode(
            'Scope, where it is asked for each',
            'clearance',
            'telehealth-treatment',
          ).optional(),
          reliedOn: opaqueId(
            'Consent, licence or reviewer relied on',
            'accountability',
            'consent-9001',
          ).optional(),
          rule: openCode('Rule of the policy that decided', 'accountability', 'us-tx.method').optional(),
        }),
      )
      .describe('The result of every check that applied, in the order of the policy.'),
  });

const question = () =>
  code(['place-unlisted', 'minor-consent-unsettled'], {
    title: 'Question',
    description:
      'What the policy leaves to a person. `place-unlisted`: it does not cover the place, so somebody must say whether sessions may be held from there. `minor-consent-unsettled`: nobody could settle whether a minor of this age may consent alone there.',
    purpose: 'clearance',
  });

const reviewedClient = () => opaqueId('Client', 'clearance', 'client-7f3a');
const reviewedPlace = () => jurisdiction('The place in question', 'clearance', 'CA-MB');
const placeReviewer = () => opaqueId('Reviewer', 'accountability', 'staff-compliance-1');

export const clearanceReviewed = /* @__PURE__ */ defineFact('clearance.reviewed.v1', () => ({
  summary:
    'A person decided, for one client in one place and until a time, what the clearance policy leaves open. A later review replaces it.',
  origin: 'provider',
  data: z.object({
    clientId: reviewedClient(),
    question: question(),
    place: reviewedPlace(),
    outcome: code(['permitted', 'not-permitted'], {
      title: 'Outcome',
      description:
        'Whether sessions may be held while the client is there, or whether the minor may consent alone.',
      purpose: 'clearance',
    }),
    reviewerId: placeReviewer(),
    reason: openCode('Ground of the decision', 'accountability', 'counsel-advised'),
    until: instant('Until when the decision counts', 'clearance', '2027-06-01T00:00:00Z'),
  }),
}));

export const clearanceReviewDue = /* @__PURE__ */ defineFact('clearance.review-due.v1', () => ({
  summary:
    'A task: the session is blocked until a person decides what the policy leaves open. Repeated from the due time on until somebody does.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: reviewedClient(),
    question: question(),
    place: reviewedPlace(),
    role: code(['compliance', 'clinician', 'administrator'], {
      title: 'Role',
      description: 'Whose task it is.',
      purpose: 'accountability',
    }),
    dueAt: instant('When the decision is due', 'clearance'),
  }),
}));

export const clearanceReviewRefused = /* @__PURE__ */ defineFact('clearance.review-refused.v1', () => ({
  summary: 'A review of a place was accepted and has no effect; the reason says why.',
  origin: 'vigil',
  data: z.object({
    clientId: reviewedClient(),
    question: question(),
    place: reviewedPlace(),
    reviewerId: placeReviewer(),
    reason: code(['place-listed', 'law-settled', 'review-expired', 'reviewed-later'], {
      title: 'Reason',
      description:
        'The policy covers the place; the law there is settled, or the place is not covered at all; the time of the review is over; or a later review replaced it before it arrived.',
      purpose: 'accountability',
    }),
  }),
}));

export const sessionBlocked = /* @__PURE__ */ defineFact('session.blocked.v1', () => ({
  summary:
    'At least one check of the clearance failed: the session may not run. The checks say which and why.',
  origin: 'vigil',
  data: clearanceData(),
}));

export const sessionBreakGlassReviewSubmitted = /* @__PURE__ */ defineFact(
  'session.break-glass-review-submitted.v1',
  () => ({
    summary: 'Somebody other than the person who broke the glass has looked at it.',
    origin: 'provider',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      reviewerId: opaqueId('Reviewer', 'accountability', 'staff-compliance-1'),
      finding: code(['justified', 'not-justified'], {
        title: 'Finding',
        description: 'What the reviewer found.',
        purpose: 'accountability',
      }),
    }),
  }),
);

export const sessionBreakGlassInvoked = /* @__PURE__ */ defineFact('session.break-glass-invoked.v1', () => ({
  summary: 'A clinician starts a session in an emergency although it is blocked, and answers for it.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
    nature: code(['serious-and-imminent-threat', 'medical-emergency'], {
      title: 'Nature',
      description: 'The ground in law: 45 CFR 164.512(j), or 42 CFR 2.51.',
      purpose: 'accountability',
    }),
    recipientId: opaqueId('Who receives what is disclosed', 'accountability', 'clinician-21'),
  }),
  sealed: {
    fields: z.object({
      reason: health(z.string().trim().min(10).max(2000), {
        title: 'Reason',
        description: 'Why it could not wait, in words, 10 to 2,000 characters.',
        purpose: 'accountability',
        example: 'Example reason: the client called and could not be left alone.',
      }),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: () => 'break-glass',
  },
}));

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

export const sessionBreakGlassReviewDue = /* @__PURE__ */ defineFact(
  'session.break-glass-review-due.v1',
  () => ({
    summary: 'Nobody has reviewed a break-glass yet; said again until somebody has.',
    origin: 'vigil',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
      brokenAt: instant('When the glass was broken', 'accountability'),
    }),
  }),
);

export const sessionBreakGlassReviewed = /* @__PURE__ */ defineFact(
  'session.break-glass-reviewed.v1',
  () => ({
    summary: 'The review of a break-glass is done.',
    origin: 'vigil',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
      reviewerId: opaqueId('Reviewer', 'accountability', 'staff-compliance-1'),
      finding: openCode('Finding', 'accountability', 'justified'),
    }),
  }),
);

export const sessionBreakGlassUsed = /* @__PURE__ */ defineFact('session.break-glass-used.v1', () => ({
  summary: 'A blocked session may run on the word of a clinician; a review of it is open from now on.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
    nature: openCode('Nature', 'accountability', 'serious-and-imminent-threat'),
    recipientId: opaqueId('Who receives what is disclosed', 'accountability', 'clinician-21'),
    reasonRecordId: opaqueId('The sealed record with the reason', 'accountability', 'rec-41ab'),
  }),
}));

export const sessionCleared = /* @__PURE__ */ defineFact('session.cleared.v1', () => ({
  summary: 'Every check of the clearance passed: the session may run.',
  origin: 'vigil',
  data: clearanceData(),
}));

export const sessionConsentRevoked = /* @__PURE__ */ defineFact('session.consent-revoked.v1', () => ({
  summary:
    'While the session runs, a consent on which it relied was withdrawn or denied. Notes already written stay.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    scopes: z
      .array(consentScope('What is no longer consented to.'))
      .describe('The scopes that are no longer consented to.'),
    action: code(['stop', 'wind-down'], {
      title: 'Action',
      description: 'What the policy asks of the platform: to stop at once, or to come to an end in time.',
      purpose: 'clearance',
    }),
    withinSeconds: count('How long the session may take to end, in seconds', 'clearance', 300),
  }),
}));

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

export const sessionForecastChanged = /* @__PURE__ */ defineFact('session.forecast-changed.v1', () => ({
  summary:
    'The forecast of a planned session turned to blocked, or back to cleared: time to fix what the checks name.',
  origin: 'vigil',
  data: clearanceData().extend({
    startsAt: instant('Planned start', 'clearance'),
    forecast: code(['clear', 'at-risk'], {
      title: 'Forecast',
      description: 'Whether the session would be cleared at its planned start.',
      purpose: 'clearance',
    }),
  }),
}));
