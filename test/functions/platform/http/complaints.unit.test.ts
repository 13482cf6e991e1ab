import * as z from 'zod';
import { expect, test } from 'vitest';
import { readShape } from '../../../../functions/platform/http/complaints.ts';

const shape = z.strictObject({
  id: z.string(),
  at: z.iso.datetime({ offset: true }),
  day: z.iso.date(),
  kind: z.enum(['a', 'b']),
  version: z.literal('1.0'),
  parts: z.array(z.strictObject({ either: z.union([z.string(), z.number()]) })),
  phones: z.record(z.string().regex(/^[a-z]+$/), z.string()),
  own: z.string().regex(/^x/, { error: 'must start with x' }),
});

const errorsOf = (value: unknown): Record<string, string> => {
  const read = readShape(shape, value, 'data');
  return read.outcome === 'read'
    ? {}
    : Object.fromEntries(read.errors.map(({ path, message }) => [path, message]));
};

test('a field that is missing is called missing, whatever its type', () => {
  const missing = 'is missing';
  expect(errorsOf({ parts: [{}] })).toEqual({
    'data.id': missing,
    'data.at': missing,
    'data.day': missing,
    'data.kind': missing,
    'data.version': missing,
    'data.parts.0.either': missing,
    'data.phones': missing,
    'data.own': missing,
  });
});

test('a malformed time comes back with an example, and nothing comes back that was sent', () => {
  const sent = {
    id: 1,
    at: '2027-03-01 Jane',
    day: 'Jane',
    kind: 'Jane',
    version: '1.0',
    parts: [{ either: 1, 'Jane Doe': 'x' }],
    phones: { 'Jane Doe': '1' },
    own: 'Jane',
    'Jane Doe': 1,
  };
  const errors = errorsOf(sent);
  expect(errors).toMatchObject({
    'data.at': 'must be a date and time with an offset, such as "2027-03-01T10:00:00Z"',
    'data.day': 'must be a date such as "2027-03-01"',
    'data.parts.0': 'has a field that is not defined here',
    'data.phones': 'has a key of the wrong form',
    'data.own': 'must start with x',
    data: 'has a field that is not defined here',
  });
  expect(JSON.stringify(errors)).not.toContain('Jane');
});
