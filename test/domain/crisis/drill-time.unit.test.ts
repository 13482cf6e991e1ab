import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { dueDrill, weekOf } from '../../../domain/crisis/drill-time.ts';
import { policy } from './given.ts';

const hourMs = 3_600_000;
const zones = [
  'America/Chicago',
  'Pacific/Honolulu',
  'Asia/Kolkata',
  'Europe/Berlin',
  'Pacific/Kiritimati',
  'UTC',
];

describe('a drill is due', () => {
  test.each([
    ['2027-03-02T16:59:59.000Z', undefined],
    ['2027-03-02T17:00:00.000Z', '2027-W09'],
    ['2027-03-03T03:59:00.000Z', '2027-W09'],
    ['2027-03-03T04:00:00.000Z', undefined],
    ['2027-03-02T09:00:00.000Z', undefined],
    ['2027-03-01T17:00:00.000Z', undefined],
    ['2027-03-03T17:00:00.000Z', undefined],
  ])('on Tuesday from 11:00 to 22:00 in Chicago: %s is %s', (now, week) => {
    expect(dueDrill(policy, 'America/Chicago', now)).toBe(week);
  });

  test('at the same local hour before and after the clocks change', () => {
    expect(dueDrill(policy, 'America/Chicago', '2027-03-09T17:00:00.000Z')).toBe('2027-W10');
    expect(dueDrill(policy, 'America/Chicago', '2027-03-16T15:59:00.000Z')).toBeUndefined();
    expect(dueDrill(policy, 'America/Chicago', '2027-03-16T16:00:00.000Z')).toBe('2027-W11');
  });

  test('until midnight where the night begins after it', () => {
    const early = { ...policy, load: { ...policy.load, nightHours: [0, 6] as const } };
    expect(dueDrill(early, 'UTC', '2027-03-02T23:59:00.000Z')).toBe('2027-W09');
    expect(dueDrill(early, 'UTC', '2027-03-03T00:00:00.000Z')).toBeUndefined();
  });

  test('in every week of every zone on that day only, never at night; an hourly run finds it within an hour', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 8, max: 18 }),
        fc.integer({ min: 0, max: 400 * 24 }),
        (timeZone, day, hour, startHour) => {
          const set = { ...policy, drill: { day, hour, timeZone: 'UTC' } };
          const start = Date.parse('2027-01-01T00:00:00.000Z') + startHour * hourMs;
          const due = Array.from({ length: 7 * 24 }, (_, index) =>
            new Date(start + index * hourMs).toISOString(),
          ).filter((now) => dueDrill(set, timeZone, now) !== undefined);
          const local = due.map((now) => Temporal.Instant.from(now).toZonedDateTimeISO(timeZone));
          expect(local.every((at) => at.dayOfWeek === day && at.hour >= hour && at.hour < 22)).toBe(true);
          expect(local.some((at) => at.hour === hour)).toBe(true);
          expect(new Set(due.map((now) => dueDrill(set, timeZone, now))).size).toBeLessThanOrEqual(2);
        },
      ),
    );
  });
});

test('a week is that of the local date, over the turn of the year', () => {
  expect(weekOf('2027-01-04T02:00:00.000Z', 'America/Chicago')).toBe('2026-W53');
  expect(weekOf('2027-01-04T02:00:00.000Z', 'UTC')).toBe('2027-W01');
});
