import * as z from 'zod';
import { notice, seconds, version } from './fields.ts';
import { code, screeners } from './screeners.ts';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const crisisPolicy = z
  .strictObject({
    version,
    notice,
    triggers: z.record(
      z.string().regex(code),
      z.strictObject({
        severity: z.enum(['critical', 'high']),
        startTier: z.int().min(0).max(19).optional(),
        planId: z.string().regex(code).optional(),
      }),
    ),
    screeners,
    screeningStaleAfterSeconds: seconds(3600, 604_800),
    screeningReviewDueSeconds: seconds(3600, 86_400),
    missedAfterSeconds: seconds(60, 7200),
    lateAppointmentSeconds: seconds(600, 86_400),
    connectionGraceSeconds: seconds(0, 300),
    lateLossSeconds: seconds(600, 86_400),
    watchEndsSeconds: seconds(86_400, 31_536_000),
    // Upper bounds keep a slip of the pen from becoming a silence.
    repeatSeconds: seconds(30, 1800),
    /** The longest that a tier of a roster may be given to answer. */
    maxAnswerWithinSeconds: seconds(60, 1800),
    checkInSeconds: seconds(60, 7200),
    checkInGraceSeconds: seconds(30, 1800),
    snoozeSeconds: seconds(60, 3600),
    maxSnoozes: z.int().min(0).max(5),
    askSeconds: seconds(30, 900),
    closeReminderSeconds: seconds(3600, 604_800),
    followUpDueSeconds: seconds(3600, 604_800),
    reviewDueSeconds: seconds(3600, 2_592_000),
    taskReminderSeconds: seconds(3600, 604_800),
    sendingSeconds: seconds(10, 120),
    nobodyRetrySeconds: seconds(30, 300),
    /** The weekday (1 Monday to 7 Sunday) and the hour, in the tenant's local time, of the weekly drill. */
    // SQS holds a message back for 900 seconds at most.
    callAfterSeconds: z.strictObject({ critical: seconds(0, 900), high: seconds(0, 900) }),
    drill: z.strictObject({
      day: z.int().min(1).max(7),
      hour: z.int().min(8).max(18),
      /** Used where a roster names none. */
      timeZone: z.string().refine(isTimeZone, { error: 'must be an IANA time zone' }),
    }),
    drillAnswerSeconds: seconds(300, 86_400),
    linkValidSeconds: seconds(3600, 604_800),
    load: z.strictObject({
      /** From and until, full hours of the roster's local day; over midnight where the first is greater. */
      nightHours: z.tuple([z.int().min(0).max(23), z.int().min(0).max(23)]),
      maxPagesPerWeek: z.int().min(1),
      maxNightsPerWeek: z.int().min(1).max(7),
      maxConsecutiveDays: z.int().min(1),
      /** How many times the team's average one person may carry. */
      fairShareFactor: z.number().min(1),
    }),
  })
  .superRefine(({ triggers, screeners, drill, load: { nightHours } }, context) => {
    const [from, until] = nightHours;
    if (from > until ? drill.hour >= from || drill.hour < until : drill.hour >= from && drill.hour < until)
      context.addIssue({ code: 'custom', path: ['drill', 'hour'], message: 'must not be at night' });
    for (const [instrument, { rules }] of Object.entries(screeners))
      for (const [index, { trigger }] of rules.entries())
        if (!Object.hasOwn(triggers, trigger))
          context.addIssue({
            code: 'custom',
            path: ['screeners', instrument, 'rules', index, 'trigger'],
            message: `names ${trigger}, which is not among the triggers`,
          });
    if (!Object.hasOwn(triggers, 'panic-client') || !Object.hasOwn(triggers, 'panic-clinician'))
      context.addIssue({ code: 'custom', path: ['triggers'], message: 'must say what a panic button means' });
  });
