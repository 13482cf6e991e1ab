import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, countBetween, flag, instant, opaqueId, opaqueIds } from './fields.ts';

// Facts about drills, readiness and the heartbeat of the escalation sweep.

export const drillAnswered = /* @__PURE__ */ defineFact('drill.answered.v1', () => ({
  summary: 'Somebody answered the drill.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    answeredAt: instant('When the answer came', 'crisis-response', '2027-03-01T10:02:00Z'),
  }),
}));

export const drillFinished = /* @__PURE__ */ defineFact('drill.finished.v1', () => ({
  summary: 'The time to answer a drill is over.',
  origin: 'vigil',
  data: z.object({
    answeredStaffIds: opaqueIds('Staff who answered', 'crisis-response', ['staff-ada']),
    silentStaffIds: opaqueIds('Staff who did not', 'crisis-response', ['staff-bea']),
    phones: z
      .array(
        z.object({
          staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
          texted: countBetween(0, 5, 'Phones to which the test was sent', 'crisis-response', 2),
          refused: countBetween(0, 5, 'Phones for which the SMS service refused it', 'crisis-response', 0),
          answered: countBetween(0, 5, 'Phones that answered', 'crisis-response', 1),
        }),
      )
      .max(500)
      .describe('What was sent to each member of staff, and what was answered; at most 500.')
      .optional(),
  }),
}));

export const readinessChecked = /* @__PURE__ */ defineFact('readiness.checked.v1', () => ({
  summary: 'What would keep a page from being answered, looked for once a day.',
  origin: 'vigil',
  data: z.object({
    optedOutStaffIds: opaqueIds('Staff whose phone takes no messages', 'crisis-response', ['staff-ada']),
    unverifiedStaffIds: opaqueIds('Staff whose phone never answered a code', 'crisis-response', [
      'staff-bea',
    ]),
    gaps: count('Gaps of the next 30 days', 'crisis-response', 0),
    uncheckedStaffIds: opaqueIds(
      'Staff of whom it could not be found out whether a text would reach them',
      'crisis-response',
      ['staff-cem'],
    ),
    smsSandbox: flag(
      'The account may text verified numbers only; absent where it could not be found out',
      'crisis-response',
      false,
    ).optional(),
    smsQuotaUsd: count(
      'US dollars a month after which the account sends no text; absent where it could not be found out',
      'crisis-response',
      100,
    ).optional(),
    unknown: z
      .array(
        code(['sms-sandbox', 'sms-quota'], {
          title: 'Unknown',
          description: 'What AWS did not say about the account.',
          purpose: 'crisis-response',
        }),
      )
      .describe('What could not be found out about the account.'),
  }),
}));

export const watchdogHeartbeat = /* @__PURE__ */ defineFact('watchdog.heartbeat.v1', () => ({
  summary:
    'The watchdog looked at all escalations. A minute without this fact is a minute without the second mechanism.',
  origin: 'vigil',
  data: z.object({
    overdue: count('Deadlines that had passed unattended', 'crisis-response', 0),
  }),
}));
