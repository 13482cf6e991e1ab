import * as z from 'zod';
import type { Classification } from '../../events/classification.ts';

/** A value within a contract that has no values of its own, and what is said about it. */
export interface Leaf {
  /** As in "tiers.0.staffIds.0": where an example has the value. */
  readonly path: readonly (string | number)[];
  readonly schema: z.ZodType;
  /** The mark of the value, or of the nearest field around it, and the schema that bears it. */
  readonly mark: z.GlobalMeta | undefined;
  readonly marked: z.ZodType;
}

/** Every value that a schema lets through. Throws for a kind of schema that it cannot look into: nothing is passed over. */
export const leavesOf = (
  schema: z.ZodType,
  path: Leaf['path'] = [],
  around: Pick<Leaf, 'mark' | 'marked'> = { mark: undefined, marked: schema },
): readonly Leaf[] => {
  const own = schema.meta();
  const described = own === undefined ? around : { mark: own, marked: schema };
  if (schema instanceof z.ZodOptional) return leavesOf(schema.unwrap() as z.ZodType, path, described);
  if (schema instanceof z.ZodArray) return leavesOf(schema.element as z.ZodType, [...path, 0], described);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) =>
      leavesOf(field as z.ZodType, [...path, name], described),
    );
  }
  if (schema instanceof z.ZodRecord)
    return leavesOf(schema.valueType as z.ZodType, [...path, '*'], described);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => leavesOf(option as z.ZodType, path, described));
  const simple = [
    z.ZodString,
    z.ZodNumber,
    z.ZodBoolean,
    z.ZodEnum,
    z.ZodLiteral,
    z.ZodISODate,
    z.ZodISODateTime,
  ];
  if (simple.some((kind) => schema instanceof kind)) return [{ path, schema, ...described }];
  throw new Error(`${path.join('.')}: a ${schema.type} is not a kind of field that contracts have`);
};

export const sensitive: readonly (Classification | undefined)[] = ['personal', 'health'];
