import type * as z from 'zod';
import type { Complaint } from './problem.ts';

/** Ten are enough to fix a request by; a thousand would only make the answer long. */
export const maxComplaints = 10;

/** Words for what zod says in its own: for people who never heard of zod. Never what was sent, and no unknown key. */
const plainMessage = ({ code, input, format }: z.core.$ZodRawIssue): string | undefined => {
  if (code === 'unrecognized_keys') return 'has a field that is not defined here';
  if (code === 'invalid_key') return 'has a key of the wrong form';
  if (input === undefined) return 'is missing';
  if (code === 'invalid_format' && format === 'datetime')
    return 'must be a date and time with an offset, such as "2027-03-01T10:00:00Z"';
  if (code === 'invalid_format' && format === 'date') return 'must be a date such as "2027-03-01"';
  return undefined;
};

export type ReadShape<T> =
  | { readonly outcome: 'read'; readonly value: T }
  | { readonly outcome: 'refused'; readonly errors: readonly Complaint[] };

/** The value in the shape that is expected, or what is wrong and where. */
export const readShape = <S extends z.ZodType>(
  schema: S,
  value: unknown,
  prefix = '',
): ReadShape<z.infer<S>> => {
  const read = schema.safeParse(value, { error: plainMessage });
  if (read.success) return { outcome: 'read', value: read.data };
  const errors = read.error.issues.slice(0, maxComplaints).map(({ code, path, message }) => ({
    // A key that breaks the contract was made up by the sender, perhaps from a name: the answer leaves it out.
    path: [prefix, ...(code === 'invalid_key' ? path.slice(0, -1) : path).map(String)]
      .filter((part) => part !== '')
      .join('.'),
    message,
  }));
  return { outcome: 'refused', errors };
};
