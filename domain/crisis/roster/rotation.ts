import { Temporal } from 'temporal-polyfill';
import { type Instant, toInstant } from '../../instant.ts';
import type { Hours, Rotation } from './roster.ts';

/** The turn that is on at a moment: who has it, from when until when. Nothing before the rotation starts. */
export interface Turn {
  readonly staffId: string;
  readonly from: Instant;
  readonly until: Instant;
}

export const turnAt = (rotation: Rotation, at: Instant): Turn | undefined => {
  const handOff = handOffsOf(rotation);
  const { staffIds } = rotation;
  if (staffIds.length === 0 || at < handOff(0)) return undefined;
  const elapsed = Date.parse(at) - Date.parse(handOff(0));
  // An estimate from the average length, put right by at most a few steps: months and daylight saving are uneven.
  let turn = Math.max(0, Math.floor(elapsed / averageMs(rotation)));
  while (turn > 0 && handOff(turn) > at) turn -= 1;
  while (handOff(turn + 1) <= at) turn += 1;
  const staffId = staffIds[turn % staffIds.length];
  return staffId === undefined ? undefined : { staffId, from: handOff(turn), until: handOff(turn + 1) };
};

const hourMs = 3_600_000;
const unitMs = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30.44 * 24 * hourMs } as const;
const averageMs = ({ every }: Rotation): number => unitMs[every.unit] * every.count;

/**
 * The instant of the n-th hand-off. A wall-clock time that daylight saving skips moves on by the gap; one that comes twice is
 * the first (RFC 5545, 3.3.5). Counted from the first hand-off, so that the 31st does not wander off to the 28th.
 */
const handOffsOf = ({ startsAt, timeZone, every }: Rotation): ((turn: number) => Instant) => {
  const start = Temporal.PlainDateTime.from(startsAt);
  const first = start.toZonedDateTime(timeZone);
  return (turn) => {
    const count = turn * every.count;
    const moment =
      every.unit === 'hour'
        ? first.add({ hours: count })
        : start.add({ [`${every.unit}s`]: count }).toZonedDateTime(timeZone);
    return toInstant(moment.toInstant().toString());
  };
};

/** Whether the rotation is on duty at all at this moment. */
export const onHours = ({ hours, timeZone }: Rotation, at: Instant): boolean => {
  if (hours === undefined || hours.length === 0) return true;
  const today = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate();
  // A window over midnight began yesterday.
  return [today, today.subtract({ days: 1 })].some((day) =>
    hours.some((window) => {
      const span = windowOn(window, day, timeZone);
      return span !== undefined && span.from <= at && at < span.until;
    }),
  );
};

const windowOn = ({ days, from, until }: Hours, day: Temporal.PlainDate, timeZone: string) => {
  if (!days.includes(day.dayOfWeek)) return undefined;
  const lastDay = until <= from ? day.add({ days: 1 }) : day;
  const at = (date: Temporal.PlainDate, time: string) =>
    toInstant(
      date
        .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
        .toInstant()
        .toString(),
    );
  return { from: at(day, from), until: at(lastDay, until) };
};

/** Every moment between two at which this rotation may hand over, or its hours begin or end. */
export const edgesOf = (rotation: Rotation, from: Instant, until: Instant): readonly Instant[] => {
  const edges: Instant[] = [];
  const handOff = handOffsOf(rotation);
  for (let at = handOff(0) > from ? handOff(0) : (turnAt(rotation, from)?.until ?? until); at < until;) {
    edges.push(at);
    at = turnAt(rotation, at)?.until ?? until;
  }
  const { hours = [], timeZone } = rotation;
  if (hours.length === 0) return edges;
  let day = Temporal.Instant.from(from).toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: 1 });
  const end = Temporal.Instant.from(until).toZonedDateTimeISO(timeZone).toPlainDate();
  for (; Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 }))
    for (const window of hours) {
      const span = windowOn(window, day, timeZone);
      if (span !== undefined) edges.push(span.from, span.until);
    }
  return edges;
};

/** Whether the zone is one of the IANA database. */
export const zoneExists = (timeZone: string): boolean => {
  try {
    Temporal.Instant.from('2027-01-01T00:00:00Z').toZonedDateTimeISO(timeZone);
    return /^[A-Za-z]/.test(timeZone);
  } catch {
    return false;
  }
};

export const localDateTimeExists = (local: string): boolean => {
  try {
    Temporal.PlainDateTime.from(local, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};
