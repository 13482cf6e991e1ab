import * as z from 'zod';

export const code = /^[a-z0-9][a-z0-9.:_-]{0,63}$/;

const source = z.string().min(10, { error: 'must name the instrument and its rule' });
const item = z.string().regex(/^[a-z0-9-]{1,32}$/);
const value = z.union([z.int().min(0).max(27), z.literal('declined')]);

const rule = z.strictObject({
  items: z.array(item).min(1),
  values: z.array(value).min(1),
  action: z.enum(['page', 'task']),
  trigger: z.string().regex(code),
  source,
});

const screener = z
  .strictObject({
    source,
    items: z.record(
      item,
      z.strictObject({
        values: z.array(value).min(1),
        /** Not asked if all of these items are answered no (0). */
        skippedAfterNo: z.array(item).min(1).optional(),
        optional: z.boolean().optional(),
      }),
    ),
    rules: z.array(rule),
  })
  .superRefine(({ items, rules }, context) => {
    const check = (name: string, path: (string | number)[]) => {
      if (!Object.hasOwn(items, name))
        context.addIssue({ code: 'custom', path, message: `names ${name}, which is not among the items` });
    };
    for (const [name, { skippedAfterNo = [] }] of Object.entries(items))
      for (const other of skippedAfterNo) check(other, ['items', name, 'skippedAfterNo']);
    for (const [index, each] of rules.entries())
      for (const name of each.items) {
        check(name, ['rules', index, 'items']);
        const known = items[name]?.values ?? each.values;
        if (each.values.some((one) => !known.includes(one)))
          context.addIssue({
            code: 'custom',
            path: ['rules', index, 'values'],
            message: `has a value that item ${name} cannot have: the rule would never apply`,
          });
      }
  });

/** Questionnaires by name: their items, what branching skips, and which answers page or make a task. */
export const screeners = z.record(z.string().regex(code), screener);
