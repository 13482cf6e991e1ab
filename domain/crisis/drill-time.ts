import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../instant.ts';
import type { CrisisPolicy } from './incident.ts';

/** When drills are held: once a week, from this hour of the tenant's local time on. */
export interface DrillTime {
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly day: number;
  readonly hour: number;
  /** Used where the roster names no time zone. */
  readonly timeZone: string;
}

/**
 * The week whose drill is due at this moment: on the day that the policy sets, from its hour until the night begins. A
 * drill that an outage delayed is held later on the same day.
 */
export const dueDrill = (
  { drill: { day, hour }, load: { nightHours } }: Pick<CrisisPolicy, 'drill' | 'load'>,
  timeZone: string,
  now: Instant,
): string | undefined => {
  const local = localTime(now, timeZone);
  const due = local.dayOfWeek === day && local.hour >= hour && !isNight(local.hour, nightHours);
  return due ? weekOf(now, timeZone) : undefined;
};

/** The ISO 8601 week of the local date, such as `2027-W09`. */
export const weekOf = (now: Instant, timeZone: string): string => {
  const { yearOfWeek, weekOfYear } = localTime(now, timeZone);
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
};

const localTime = (now: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.from(now).toZonedDateTimeISO(timeZone);

/** Over midnight where `from` is greater. */
const isNight = (hour: number, [from, until]: readonly [from: number, until: number]): boolean =>
  from > until ? hour >= from || hour < until : hour >= from && hour < until;
