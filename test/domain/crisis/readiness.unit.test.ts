import { expect, test } from 'vitest';
import { quotaTooLow } from '../../../domain/crisis/readiness.ts';

test.each([
  [1, 75, true],
  [75, 75, true],
  [76, 75, false],
  [undefined, 75, undefined],
])('a quota of %s dollars is too low for an alarm at %s: %s', (quota, alarm, tooLow) => {
  expect(quotaTooLow(quota, alarm)).toBe(tooLow);
});
