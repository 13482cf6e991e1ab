import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../instant.ts';
import type { LoadPolicy } from './incident.ts';

/** What the ledger says of one page or one taking. */
export interface LoadFact {
  readonly type: 'paged' | 'acknowledged';
  readonly staffId: string;
  readonly incidentId: string;
  readonly at: Instant;
}

export interface PersonLoad {
  readonly staffId: string;
  readonly pages: number;
  /** Nights in which this person was paged at least once. */
  readonly nights: number;
  /** The longest run of days with a page on each. */
  readonly consecutiveDays: number;
  readonly taken: number;
  /** The middle time between a page and its taking, in seconds; absent where nothing was taken. */
  readonly medianSecondsToAnswer?: number;
  readonly warnings: readonly ('many-pages' | 'many-nights' | 'no-rest-day' | 'more-than-a-fair-share')[];
}

/** What each person on call has carried in a week, on the clock of their zone, and where that is too much. */
export const loadReport = (
  facts: readonly LoadFact[],
  timeZone: string,
  policy: LoadPolicy,
): readonly PersonLoad[] => {
  const staff = [...new Set(facts.map(({ staffId }) => staffId))].sort();
  const pagesOf = (staffId: string) =>
    facts.filter((fact) => fact.type === 'paged' && fact.staffId === staffId);
  const average =
    staff.reduce((sum, staffId) => sum + pagesOf(staffId).length, 0) / Math.max(1, staff.length);
  return staff.map((staffId) => {
    const pages = pagesOf(staffId);
    const local = pages.map(({ at }) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone));
    const nights = new Set(local.map((at) => nightOf(at, policy)).filter((night) => night !== undefined))
      .size;
    const consecutiveDays = longestRun([...new Set(local.map((at) => at.toPlainDate().toString()))].sort());
    const answers = facts
      .filter((fact) => fact.type === 'acknowledged' && fact.staffId === staffId)
      .map((taken) => secondsToAnswer(taken, pages))
      .filter((seconds) => seconds !== undefined)
      .sort((a, b) => a - b);
    const median = answers[Math.floor((answers.length - 1) / 2)];
    const warnings = [
      ...(pages.length > policy.maxPagesPerWeek ? (['many-pages'] as const) : []),
      ...(nights > policy.maxNightsPerWeek ? (['many-nights'] as const) : []),
      ...(consecutiveDays >= policy.maxConsecutiveDays ? (['no-rest-day'] as const) : []),
      ...(staff.length > 1 && pages.length > average * policy.fairShareFactor
        ? (['more-than-a-fair-share'] as const)
        : []),
    ];
    return {
      staffId,
      pages: pages.length,
      nights,
      consecutiveDays,
      taken: answers.length,
      ...(median === undefined ? {} : { medianSecondsToAnswer: median }),
      warnings,
    };
  });
};

/** The night that a moment belongs to, named by the day on which it began. */
const nightOf = (
  at: Temporal.ZonedDateTime,
  { nightHours: [from, until] }: LoadPolicy,
): string | undefined => {
  if (at.hour >= from) return at.toPlainDate().toString();
  return at.hour < until ? at.toPlainDate().subtract({ days: 1 }).toString() : undefined;
};

const longestRun = (days: readonly string[]): number => {
  let longest = 0;
  let run = 0;
  for (const [index, day] of days.entries()) {
    const before = days[index - 1];
    const follows =
      before !== undefined && Temporal.PlainDate.from(before).add({ days: 1 }).toString() === day;
    run = follows ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
};

const secondsToAnswer = (taken: LoadFact, pages: readonly LoadFact[]): number | undefined => {
  const page = pages.findLast(({ incidentId, at }) => incidentId === taken.incidentId && at <= taken.at);
  return page && (Date.parse(taken.at) - Date.parse(page.at)) / 1000;
};
