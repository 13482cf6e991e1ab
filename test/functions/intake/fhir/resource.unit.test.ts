import { expect, test } from 'vitest';
import { endOf, startOf } from '../../../../functions/intake/fhir/resource.ts';

const last = '9999-12-31T23:59:59.999Z';

test.each(['9999-12-31', '9999-12-31T23:59:59-05:00'])(
  'a period that ends on %s has no end before year 10000',
  (end) => {
    expect(endOf(end)).toBe(last);
  },
);

test('instants that leave the years 0000 to 9999 in UTC are read as the nearest within', () => {
  expect(startOf('9999-12-31T23:59:59-05:00')).toBe(last);
  expect(startOf('0000-01-01T00:00:00+05:00')).toBe('0000-01-01T00:00:00.000Z');
});
