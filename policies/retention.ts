import * as z from 'zod';
import { withoutClassGroups } from './class-groups.ts';
import { className, confidence, notice, place, source, version } from './fields.ts';

const civilDate = z.iso.date({ error: 'must be a date such as "2026-11-01"' });

export const retentionRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]+$/),
  /** Classes, or groups of classes. */
  recordClasses: z.array(className).min(1),
  jurisdiction: z.union([z.literal('*'), place], { error: 'must be an ISO 3166 code, or "*"' }),
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
  source,
  note: z.string().optional(),
  confidence: confidence.optional(),
  readOn: civilDate.optional(),
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
