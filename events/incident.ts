import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, countBetween, flag, instant, opaqueId, openCode } from './fields.ts';

// Facts about incidents: from the first page to the review.

export const incidentAcknowledged = /* @__PURE__ */ defineFact('incident.acknowledged.v1', () => ({
  summary: 'Somebody took the incident. That is not the end: the check-in is due.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    checkInDueAt: instant(
      'When the responder is asked to check in',
      'crisis-response',
      '2027-03-01T10:15:00Z',
    ),
  }),
}));

export const incidentArrived = /* @__PURE__ */ defineFact('incident.arrived.v1', () => ({
  summary: 'The responder has reached the client.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const incidentClosed = /* @__PURE__ */ defineFact('incident.closed.v1', () => ({
  summary: 'The incident ended, after the welfare of the client was confirmed.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    outcome: code(['safe-with-support', 'emergency-service', 'hospital', 'false-alarm'], {
      title: 'Outcome',
      description: 'How it ended.',
      purpose: 'crisis-response',
    }),
  }),
}));

export const incidentEscalated = /* @__PURE__ */ defineFact('incident.escalated.v1', () => ({
  summary: 'Somebody asked for more people, by hand.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const incidentHandOverOffered = /* @__PURE__ */ defineFact('incident.hand-over-offered.v1', () => ({
  summary: 'The responder asked others to take over; it stays with the responder until one accepts.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const incidentHandedOver = /* @__PURE__ */ defineFact('incident.handed-over.v1', () => ({
  summary: 'Another person accepted the incident from its responder.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    toStaffId: opaqueId('Staff who accepted', 'crisis-response', 'staff-bea'),
  }),
}));

export const incidentHelperJoined = /* @__PURE__ */ defineFact('incident.helper-joined.v1', () => ({
  summary: 'Somebody joined the responder, who keeps the lead.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const incidentOpened = /* @__PURE__ */ defineFact('incident.opened.v1', () => ({
  summary: 'A crisis was opened: from now on it escalates until somebody has taken it.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    sessionId: opaqueId('Session', 'crisis-response', 'session-5501').optional(),
    trigger: openCode('Trigger', 'crisis-response', 'panic-clinician'),
    severity: code(['critical', 'high'], {
      title: 'Severity',
      description: 'How severe, by the crisis policy.',
      purpose: 'crisis-response',
    }),
    policyVersion: openCode('Version of the crisis policy', 'accountability', '2026-11'),
    tries: count(
      'Which try succeeded, if not the first: something failed meanwhile',
      'accountability',
      6,
    ).optional(),
  }),
}));

export const incidentPageUndelivered = /* @__PURE__ */ defineFact('incident.page-undelivered.v1', () => ({
  summary: 'A page that the SMS service had taken did not reach its phone.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    failure: openCode('Why it did not', 'accountability', 'phone-unreachable'),
    numbersLeft: countBetween(
      1,
      5,
      'How many numbers of the person may still have got it; without it, none',
      'crisis-response',
      1,
    ).optional(),
  }),
}));

export const incidentPaged = /* @__PURE__ */ defineFact('incident.paged.v1', () => ({
  summary:
    'One member of staff was paged. "accepted" means that the SMS service took the message, not that a phone showed it.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    tier: count('Tier, counted from 0', 'crisis-response', 0),
    round: count('Round: 0 for the first run through the tiers', 'crisis-response', 0),
    outcome: code(['accepted', 'bundled', 'failed'], {
      title: 'Outcome',
      description:
        'Whether the SMS service took the message; "bundled": the page goes out in one text with others.',
      purpose: 'crisis-response',
    }),
    purpose: code(['back-up', 'hand-over'], {
      title: 'Purpose',
      description: 'Where the responder asked for it; absent where the escalation did.',
      purpose: 'crisis-response',
    }).optional(),
    messageId: opaqueId(
      'Message id of the SMS service',
      'accountability',
      '0b0e9c1e-0d2f-5a7b-8c3d-3f1a2b4c5d6e',
    ).optional(),
    failure: openCode('Why the SMS service refused', 'accountability', 'throttled').optional(),
  }),
}));

export const incidentPassed = /* @__PURE__ */ defineFact('incident.passed.v1', () => ({
  summary: 'Somebody who was paged cannot take the incident.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const incidentReopened = /* @__PURE__ */ defineFact('incident.reopened.v1', () => ({
  summary: 'Nobody is on the incident any more: the escalation runs again from the first tier.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    round: count('Round that begins', 'crisis-response', 1),
    reason: code(
      ['check-in-missed', 'handed-back', 'risk-flagged-again', 'severity-raised', 'responder-unreachable'],
      { title: 'Reason', description: 'Why it runs again.', purpose: 'crisis-response' },
    ),
  }),
}));

export const incidentSnoozed = /* @__PURE__ */ defineFact('incident.snoozed.v1', () => ({
  summary: 'The responder put off the check-in, which policy limits.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    checkInDueAt: instant(
      'When the responder is asked to check in',
      'crisis-response',
      '2027-03-01T10:45:00Z',
    ),
  }),
}));

export const incidentTaskDone = /* @__PURE__ */ defineFact('incident.task-done.v1', () => ({
  summary: 'A task that an incident left was done.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    task: code(['follow-up', 'review'], {
      title: 'Task',
      description: 'Seeing the client again, or reviewing the case.',
      purpose: 'crisis-response',
    }),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const incidentTaskDue = /* @__PURE__ */ defineFact('incident.task-due.v1', () => ({
  summary: 'Closing an incident left a task with a date.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    task: code(['follow-up', 'review'], {
      title: 'Task',
      description: 'Seeing the client again, or reviewing the case.',
      purpose: 'crisis-response',
    }),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    dueAt: instant('When it is due', 'crisis-response', '2027-03-03T10:00:00Z'),
  }),
}));

export const incidentTierSkipped = /* @__PURE__ */ defineFact('incident.tier-skipped.v1', () => ({
  summary: 'A tier could not be paged and the next one was paged at once.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    tier: count('Tier, counted from 0', 'crisis-response', 0),
    round: count('Round', 'crisis-response', 0),
    reason: code(['empty', 'nobody-on-roster'], {
      title: 'Reason',
      description: 'Why it could not be paged.',
      purpose: 'crisis-response',
    }),
  }),
}));

export const incidentTriggerJoined = /* @__PURE__ */ defineFact('incident.trigger-joined.v1', () => ({
  summary:
    "Another trigger joined the client's open incident; one that is worse raises its severity and pages again.",
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    trigger: openCode('Trigger', 'crisis-response', 'panic-client'),
    severity: code(['critical', 'high'], {
      title: 'Severity',
      description: 'How severe the incident is now, by the crisis policy.',
      purpose: 'crisis-response',
    }),
    raised: flag('The severity was raised', 'crisis-response', true),
    tries: count(
      'Which try succeeded, if not the first: something failed meanwhile',
      'accountability',
      6,
    ).optional(),
  }),
}));

export const incidentWelfareConfirmed = /* @__PURE__ */ defineFact('incident.welfare-confirmed.v1', () => ({
  summary: 'The responder confirmed that the client is safe.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
