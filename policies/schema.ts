import { z } from 'zod';

const version = z.string().regex(/^\d{4}-\d{2}(\.\d+)?$/, { error: 'must be a version such as "2026-11"' });
const notice = z.string().min(1);
const seconds = (least: number, most: number) =>
  z
    .int()
    .min(least, { error: `must be at least ${least} seconds` })
    .max(most, { error: `must be at most ${most} seconds` });

export const crisisPolicy = z.strictObject({
  version,
  notice,
  severityByTrigger: z.record(z.string(), z.enum(['critical', 'high'])),
  // Upper bounds keep a slip of the pen from becoming a silence.
  repeatSeconds: seconds(30, 1800),
  checkInSeconds: seconds(60, 7200),
  checkInGraceSeconds: seconds(30, 1800),
  closeReminderSeconds: seconds(3600, 604_800),
  sendingSeconds: seconds(10, 120),
  nobodyRetrySeconds: seconds(30, 300),
});

export const presencePolicy = z.strictObject({
  version,
  notice,
  // A video connection that breaks comes back within a minute; a session that ends twice confuses everybody.
  endedAfterSeconds: seconds(30, 1800),
  missedAfterSeconds: seconds(60, 7200),
  longestSeconds: seconds(3600, 86_400),
});

export const retentionPolicy = z
  .strictObject({
    version,
    notice,
    ageOfMajority: z.int().min(18).max(21),
    rules: z.array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9.-]+$/),
        recordClasses: z.array(z.string().regex(/^[a-z-]+$/)).min(1),
        jurisdiction: z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, { error: 'must be an ISO 3166 code' }),
        years: z.int().min(1).max(100),
        minorUntilAge: z.int().min(18).max(100),
        source: z.string().min(10, { error: 'must name the statute or regulation' }),
      }),
    ),
  })
  .refine(({ rules }) => new Set(rules.map(({ id }) => id)).size === rules.length, {
    path: ['rules'],
    error: 'must have ids that differ',
  });
