import { expect, test } from 'vitest';
import { type LoadFact, loadReport } from '../../../domain/crisis/load-report.ts';
import { policy } from './given.ts';

const fact = (type: LoadFact['type'], staffId: string, at: string, incidentId = 'incident-1'): LoadFact => ({
  type,
  staffId,
  incidentId,
  at: new Date(at).toISOString(),
});

test('a night belongs to the day on which it began, on the clock of the zone, over daylight saving', () => {
  const pages = [
    fact('paged', 'ada', '2027-03-14T04:30:00Z'), // Saturday 22:30 in Chicago
    fact('paged', 'ada', '2027-03-14T11:59:00Z'), // Sunday 06:59, after the clocks moved: the same night
    fact('paged', 'ada', '2027-03-14T12:01:00Z'), // 07:01 is day
  ];
  expect(loadReport(pages, 'America/Chicago', policy.load)).toMatchObject([
    { pages: 3, nights: 1, consecutiveDays: 2 },
  ]);
});

test('the time to answer is the middle one, from the last page before the taking', () => {
  const answered = [60, 90, 600].flatMap((seconds, index) => [
    fact('paged', 'ada', `2027-03-0${index + 1}T12:00:00Z`, `incident-${index}`),
    fact(
      'acknowledged',
      'ada',
      new Date(Date.parse(`2027-03-0${index + 1}T12:00:00Z`) + seconds * 1000).toISOString(),
      `incident-${index}`,
    ),
  ]);
  expect(loadReport(answered, 'UTC', policy.load)).toMatchObject([{ taken: 3, medianSecondsToAnswer: 90 }]);
});

test('too much is warned of: pages, nights, no day of rest, an unfair share', () => {
  const heavy = Array.from({ length: 21 }, (_, index) =>
    fact('paged', 'ada', `2027-03-0${(index % 7) + 1}T23:${String(10 + index)}:00Z`),
  );
  const [ada, bea] = loadReport(
    [...heavy, fact('paged', 'bea', '2027-03-01T12:00:00Z'), fact('paged', 'cora', '2027-03-01T12:00:00Z')],
    'UTC',
    policy.load,
  );
  expect(ada?.warnings).toEqual(['many-pages', 'many-nights', 'no-rest-day', 'more-than-a-fair-share']);
  expect(bea?.warnings).toEqual([]);
});
