import * as z from 'zod';
import { withoutClassGroups } from './class-groups.ts';

const version = z.string().regex(/^\d{4}-\d{2}(\.\d+)?$/, { error: 'must be a version such as "2026-11"' });
const notice = z.string().min(1);
const code = /^[a-z0-9][a-z0-9.:_-]{0,63}$/;
const seconds = (least: number, most: number) =>
  z
    .int()
    .min(least, { error: `must be at least ${least} seconds` })
    .max(most, { error: `must be at most ${most} seconds` });

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
    screeners: z.record(
      z.string().regex(code),
      z
        .array(
          z.strictObject({
            items: z.array(z.string().regex(code)).min(1),
            atLeast: z.int().min(1),
            trigger: z.string().regex(code),
            source: z.string().min(10, { error: 'must name the instrument and its rule' }),
          }),
        )
        .min(1, { error: 'must have a rule: an instrument without one would never raise an alarm' }),
    ),
    missedAfterSeconds: seconds(60, 7200),
    watchEndsSeconds: seconds(86_400, 31_536_000),
    // Upper bounds keep a slip of the pen from becoming a silence.
    repeatSeconds: seconds(30, 1800),
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
  .superRefine(({ triggers, screeners }, context) => {
    for (const [instrument, rules] of Object.entries(screeners))
      for (const [index, { trigger }] of rules.entries())
        if (!Object.hasOwn(triggers, trigger))
          context.addIssue({
            code: 'custom',
            path: ['screeners', instrument, index, 'trigger'],
            message: `names ${trigger}, which is not among the triggers`,
          });
    if (!Object.hasOwn(triggers, 'panic-client') || !Object.hasOwn(triggers, 'panic-clinician'))
      context.addIssue({ code: 'custom', path: ['triggers'], message: 'must say what a panic button means' });
  });

export const presencePolicy = z.strictObject({
  version,
  notice,
  // A video connection that breaks comes back within a minute; a session that ends twice confuses everybody.
  endedAfterSeconds: seconds(30, 1800),
  missedAfterSeconds: seconds(60, 7200),
  longestSeconds: seconds(3600, 86_400),
});

const civilDate = z.iso.date({ error: 'must be a date such as "2026-11-01"' });
const className = z.string().regex(/^[a-z-]+$/, { error: 'must be a lower-case name' });

const retentionRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]+$/),
  /** Classes, or groups of classes. */
  recordClasses: z.array(className).min(1),
  jurisdiction: z
    .string()
    .regex(/^([A-Z]{2}(-[A-Z0-9]{1,3})?|\*)$/, { error: 'must be an ISO 3166 code, or "*"' }),
  licenceTypes: z
    .array(z.string().regex(/^[a-z0-9-]+$/))
    .min(1)
    .optional(),
  base: z.enum(['end-of-care', 'creation', 'last-in-effect']),
  years: z.int().min(1).max(100),
  minor: z.strictObject({ age: z.int().min(18).max(25), years: z.int().min(0).max(50) }).optional(),
  effectiveFrom: civilDate,
  effectiveUntil: civilDate.optional(),
  nature: z.enum(['duty', 'limit']),
  source: z.string().min(10, { error: 'must name the statute or regulation' }),
});

export const retentionPolicy = z
  .strictObject({
    version,
    notice,
    ageOfMajority: z.int().min(18).max(21),
    // GDPR Art. 12(3) gives a month to act on a request; the wait has to end before.
    erasureWaitDays: z.int().min(1).max(28),
    recordClasses: z.record(
      className,
      z.strictObject({
        title: z.string().min(3),
        governedBy: z.enum(['jurisdiction', 'everywhere', 'use']),
        evidenceOfCare: z.boolean(),
      }),
    ),
    classGroups: z.record(className, z.array(className).min(1)),
    rules: z.array(retentionRule),
  })
  .superRefine(({ rules, recordClasses, classGroups }, { addIssue }) => {
    const complain = (path: (string | number)[], message: string) =>
      addIssue({ code: 'custom', path, message });
    const ids = rules.map(({ id }) => id);
    rules.forEach((rule, index) => {
      if (ids.indexOf(rule.id) !== index) complain(['rules', index, 'id'], `${rule.id} is there twice`);
      if (rule.effectiveUntil !== undefined && rule.effectiveUntil <= rule.effectiveFrom)
        complain(['rules', index, 'effectiveUntil'], 'must be after effectiveFrom');
      for (const name of rule.recordClasses.flatMap((each) => classGroups[each] ?? [each]))
        if (recordClasses[name] === undefined)
          complain(['rules', index, 'recordClasses'], `${name} is not a record class`);
    });
    const ruled = new Set(
      rules.flatMap((rule) => rule.recordClasses.flatMap((each) => classGroups[each] ?? [each])),
    );
    for (const [name, { governedBy }] of Object.entries(recordClasses)) {
      if (governedBy !== 'use' && !ruled.has(name)) complain(['recordClasses', name], 'has no rule at all');
    }
  })
  .transform(withoutClassGroups);

const role = z.enum(['author', 'clinician', 'responder', 'supervisor', 'records-officer', 'auditor']);
const purpose = z.enum(['treatment', 'crisis-response', 'access-request', 'audit', 'legal']);

export const accessPolicy = z.strictObject({
  version,
  notice,
  classes: z.record(
    className,
    z.strictObject({
      permits: z.array(z.strictObject({ roles: z.array(role).min(1), purposes: z.array(purpose).min(1) })),
      source: z.string().min(10, { error: 'must name the statute or regulation' }),
    }),
  ),
  breakGlass: z.strictObject({ roles: z.array(role).min(1), reviewWithinDays: z.int().min(1).max(30) }),
});
