import type { Instant } from '../instant.ts';
import { type CivilDate, plusYears } from '../civil-date.ts';

/** The birth date as far as it can be read: it is sealed, and a seal may be missing or broken. */
export type BirthDate =
  | { readonly status: 'known'; readonly date: CivilDate }
  | { readonly status: 'unknown' }
  | { readonly status: 'unreadable' };

/**
 * When the birthday has come everywhere on earth (noon UTC is midnight in the last time zone): for hours at most a
 * client is still treated as a minor, never a minor as an adult.
 */
export const turnsAt = (birthDate: CivilDate, age: number): Instant => {
  // A decision is made of little else than comparisons: the calendar is asked only about the day that not every year has.
  const birthday = birthDate.endsWith('-02-29')
    ? plusYears(birthDate, age)
    : `${String(Number(birthDate.slice(0, 4)) + age)}${birthDate.slice(4)}`;
  return `${birthday}T12:00:00.000Z`;
};

export const hasTurned = (birthDate: CivilDate, age: number, at: Instant): boolean =>
  turnsAt(birthDate, age) <= at;

/** Of several rules that a jurisdiction has for minors, those whose years of age fit. */
export const isAged = (
  birthDate: CivilDate,
  { fromAge, throughAge }: { readonly fromAge: number; readonly throughAge?: number | undefined },
  at: Instant,
): boolean =>
  hasTurned(birthDate, fromAge, at) &&
  !(throughAge !== undefined && hasTurned(birthDate, throughAge + 1, at));
