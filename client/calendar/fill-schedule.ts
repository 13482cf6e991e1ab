import type * as z from 'zod';
import { checkRoster } from '../../domain/crisis/roster/check-roster.ts';
import { toInstant } from '../../domain/instant.ts';
import { statedData } from '../../events/define.ts';
import { rosterPublished } from '../../events/roster.ts';
import { readShape } from '../../functions/platform/http/complaints.ts';
import { type CalendarOptions, readCalendar } from './read-calendar.ts';

/** The data of `roster.published.v1`. */
export type Roster = z.input<typeof rosterPublished.data> & { phones: Record<string, string> };

export type FilledSchedule =
  | { readonly outcome: 'filled'; readonly roster: Roster; readonly shifts: number }
  | { readonly outcome: 'refused'; readonly place: string; readonly reason: string };

/** The roster with the shifts of a calendar in one of its schedules, in the place of those that it had; checked as a whole. */
export const fillSchedule = (
  stated: unknown,
  scheduleId: string,
  feed: string,
  options: Omit<CalendarOptions, 'staffIds'>,
): FilledSchedule => {
  const refuse = (place: string, reason: string): FilledSchedule => ({ outcome: 'refused', place, reason });
  const parsed = readShape(statedData(rosterPublished), stated);
  if (parsed.outcome === 'refused') {
    const [error] = parsed.errors;
    return refuse(`roster, ${error?.path ?? ''}`, error?.message ?? 'is not a roster');
  }
  const roster = parsed.value as Roster;
  if (roster.schedules?.some((schedule) => schedule.scheduleId === scheduleId) !== true)
    return refuse('roster, schedules', `has no schedule ${scheduleId}`);
  const read = readCalendar(feed, { ...options, staffIds: Object.keys(roster.phones) });
  if (read.outcome === 'refused') return read;
  const shifts = read.shifts.map((shift) => ({ ...shift, staffIds: [...shift.staffIds] }));
  const filled: Roster = {
    ...roster,
    schedules: roster.schedules.map((schedule) =>
      schedule.scheduleId === scheduleId ? { ...schedule, shifts } : schedule,
    ),
  };
  const wrong = rosterPublished.check?.(filled) ?? checkRoster(filled, toInstant(options.from.toISOString()));
  return wrong === undefined
    ? { outcome: 'filled', roster: filled, shifts: shifts.length }
    : refuse(`roster, ${wrong.path}`, wrong.message);
};
