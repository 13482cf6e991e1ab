import * as z from 'zod';

/**
 * What comes from outside (wire, template, control plane) is read by a strict schema: an unknown member is an error.
 */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** @throws UnreadableError that names `what` and each member that is unknown or wrong. */
export function read<Schema extends z.ZodType>(
  what: string,
  value: unknown,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UnreadableError(result.error.issues.map((issue) => sentence(what, issue)).join('; '));
}

function sentence(what: string, issue: z.core.$ZodIssue): string {
  // Our own messages begin with the member's name.
  if (issue.path.length > 0 && issue.message.startsWith(`${String(issue.path.at(-1))} is `))
    return issue.message;
  const where = [what, ...issue.path.map(String)].join('.');
  return issue.code === 'unrecognized_keys'
    ? `${where}: the stage does not know ${issue.keys.join(', ')}`
    : `${where}: ${issue.message}`;
}

/** Members that may be there and change nothing on the stage. */
export function ignored<Name extends string>(...names: readonly Name[]) {
  const schema = z.unknown();
  return Object.fromEntries(names.map((name) => [name, schema.optional()])) as Record<
    Name,
    z.ZodOptional<typeof schema>
  >;
}

/** CloudFormation takes numbers and booleans as text, too. */
export const number = z.coerce.number();
export const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
export const text = z.string();
export const texts = z.array(text);
/** An object of another schema than ours: policies, event patterns, filters. */
export const anyObject = z.record(z.string(), z.unknown());
