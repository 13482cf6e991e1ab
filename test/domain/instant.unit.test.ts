import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notAfter, plusSeconds, secondsUntil, toInstant } from '../../domain/instant.ts';

describe('an instant', () => {
  test('has one form, whatever the offset and the precision it was stated with', () => {
    for (const stated of [
      '2027-03-01T10:00:00Z',
      '2027-03-01T02:00:00-08:00',
      '2027-03-01T15:30:00.000+05:30',
      '2027-03-01T10:00Z',
    ]) {
      expect(toInstant(stated)).toBe('2027-03-01T10:00:00.000Z');
    }
  });

  test('that is still to come has come now, where somebody says that something happened', () => {
    const now = '2027-03-01T10:00:00.000Z';
    expect(notAfter(now, '2027-03-01T10:00:00.001Z')).toBe(now);
    expect(notAfter(now, '2027-03-01T09:59:00-08:00')).toBe(now);
    for (const past of ['2027-03-01T10:00:00Z', '2027-03-01T11:00:00+01:00', '1990-01-01T00:00:00Z'])
      expect(notAfter(now, past)).toBe(past);
  });

  test('never leaves the years that text can order, also when time is added', () => {
    expect(plusSeconds('9999-12-31T23:59:59Z', 3600)).toBe('9999-12-31T23:59:59.999Z');
    expect(plusSeconds('0000-01-01T00:00:00Z', -1)).toBe('0000-01-01T00:00:00.000Z');
  });

  test('stands in the order of time when it stands in the order of text, also at the ends of the calendar', () => {
    const stated = fc
      .record({
        year: fc.oneof(fc.constantFrom(0, 9999), fc.integer({ min: 0, max: 9999 })),
        end: fc.boolean(),
        offset: fc.constantFrom('Z', '-08:00', '+14:00'),
      })
      .map(({ year, end, offset }) => {
        const date = end ? '12-31T23:59:59' : '01-01T00:00:00';
        return `${String(year).padStart(4, '0')}-${date}${offset}`;
      });
    fc.assert(
      fc.property(stated, stated, (one, other) => {
        const inTime = Date.parse(one) <= Date.parse(other);
        if (inTime) expect(toInstant(one) <= toInstant(other)).toBe(true);
        expect(toInstant(one)).toMatch(/^\d{4}-/);
      }),
    );
  });

  test('is so many seconds later', () => {
    expect(plusSeconds('2027-03-01T23:59:59.000Z', 2)).toBe('2027-03-02T00:00:01.000Z');
  });

  test('is so many whole seconds away, rounded up, and never less than none', () => {
    expect(secondsUntil('2027-03-01T10:00:01.001Z', '2027-03-01T10:00:00.000Z')).toBe(2);
    expect(secondsUntil('2027-03-01T10:00:00.000Z', '2027-03-01T10:00:05.000Z')).toBe(0);
  });
});
