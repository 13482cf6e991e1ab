import type { Instant } from './instant.ts';

/** A civil date, `YYYY-MM-DD`. */
export type CivilDate = string;

const hourMs = 3600 * 1000;

/** The same day so many years later; 29 February becomes 1 March, the later of the two choices. */
export const plusYears = (date: CivilDate, years: number): CivilDate => {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
};

/** The earliest date that anybody's calendar showed at an instant (UTC-12). */
export const earliestDateOf = (instant: Instant): CivilDate => dateAt(instant, -12);

/** The latest date that anybody's calendar showed at an instant (UTC+14). */
export const latestDateOf = (instant: Instant): CivilDate => dateAt(instant, 14);

/** When the day is over everywhere on earth (UTC-12): noon UTC of the next day. No time zone may purge early. */
export const endOfDayAnywhere = (date: CivilDate): Instant =>
  new Date(Date.parse(`${date}T12:00:00.000Z`) + 24 * hourMs).toISOString();

const dateAt = (instant: Instant, offsetHours: number): CivilDate =>
  new Date(Date.parse(instant) + offsetHours * hourMs).toISOString().slice(0, 10);
