import { Temporal } from 'temporal-polyfill';
import { type Moment, momentReader, type ReadMoments } from './moments.ts';
import { occurrencesOf, single, type Window } from './occurrences.ts';
import { type FeedEvent, parameterOf, parseFeed, propertyOf, textOf } from './parse-feed.ts';
import { CalendarRefusal } from './refusal.ts';

/** A turn as `roster.published.v1` takes it: times and opaque ids, nothing else of the feed. */
export interface CalendarShift {
  readonly from: string;
  readonly until: string;
  readonly staffIds: readonly string[];
}

export interface CalendarOptions {
  /** The staff ids of the roster: an event may name them as they are. */
  readonly staffIds: readonly string[];
  /** How the calendar calls them otherwise, by e-mail address or title. It stays where the feed is read. */
  readonly people?: Readonly<Record<string, string>>;
  /** IANA names for zones that a calendar tool names in its own way. */
  readonly zones?: Readonly<Record<string, string>>;
  readonly from: Date;
  /** How many days of shifts are taken. */
  readonly days: number;
}

export type ReadCalendar =
  | { readonly outcome: 'read'; readonly shifts: readonly CalendarShift[] }
  | { readonly outcome: 'refused'; readonly place: string; readonly reason: string };

/** As many as the contract takes for one schedule. */
const maxShifts = 500;

/** A feed whose rules take longer is an attack or an accident; one of a real team takes milliseconds. */
const maxMs = 20_000;

/** The shifts in an iCalendar feed: everyone whom an event names is on call while it lasts. */
export const readCalendar = (text: string, options: CalendarOptions): ReadCalendar => {
  try {
    return { outcome: 'read', shifts: shiftsOf(text, options) };
  } catch (error) {
    if (!(error instanceof CalendarRefusal)) throw error;
    return { outcome: 'refused', place: error.place, reason: error.reason };
  }
};

interface Placed extends CalendarShift {
  readonly place: string;
}

const shiftsOf = (text: string, options: CalendarOptions): readonly CalendarShift[] => {
  const feed = parseFeed(text);
  const read = momentReader(feed, options.zones ?? {});
  const from = Temporal.Instant.fromEpochMilliseconds(options.from.getTime());
  const window: Window = { from, until: from.add({ hours: 24 * options.days }) };
  const moved = movedOf(feed.events, read);
  const shifts: Placed[] = [];
  const started = performance.now();
  for (const event of feed.events) {
    if (performance.now() - started > maxMs)
      throw new CalendarRefusal(event.place, `is not reached within ${maxMs / 1000} seconds`);
    if (textOf(event.properties, 'status') === 'CANCELLED') continue;
    const changed = propertyOf(event.properties, 'recurrence-id') !== undefined;
    const replaced = changed ? new Set<string>() : (moved.get(event.uid) ?? new Set<string>());
    const occurrences = occurrencesOf(event, replaced, window, read);
    if (occurrences.length === 0) continue;
    const staffIds = staffOf(event, options);
    shifts.push(...occurrences.map((span) => ({ place: event.place, ...timesOf(span), staffIds })));
    if (shifts.length > maxShifts)
      throw new CalendarRefusal(event.place, `makes more than ${maxShifts} shifts: take fewer days`);
  }
  return withoutOverlap(shifts);
};

const timesOf = ({ from, until }: Window) => ({
  from: new Date(from.epochMilliseconds).toISOString(),
  until: new Date(until.epochMilliseconds).toISOString(),
});

/** The starts that were moved, changed or cancelled one by one (RECURRENCE-ID), by the UID of their series. */
const movedOf = (
  events: readonly FeedEvent[],
  read: ReadMoments,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const moved = new Map<string, Set<string>>();
  for (const event of events) {
    const property = propertyOf(event.properties, 'recurrence-id');
    if (property === undefined) continue;
    if (parameterOf(property, 'range') !== '')
      throw new CalendarRefusal(`${event.place}, RECURRENCE-ID`, 'has a RANGE, which is not supported');
    const { at }: Moment = single(event, 'recurrence-id', read);
    const starts = moved.get(event.uid) ?? new Set<string>();
    moved.set(event.uid, starts.add(at.toInstant().toString()));
  }
  return moved;
};

/** Attendees where there are any, else the title. */
const staffOf = (
  { properties, place }: FeedEvent,
  { staffIds, people = {} }: CalendarOptions,
): readonly string[] => {
  const known = new Set(staffIds);
  const byName = new Map(Object.entries(people).map(([name, id]) => [name.trim().toLowerCase(), id]));
  const find = (name: string): string | undefined => {
    const id = byName.get(name.toLowerCase()) ?? name;
    return known.has(id) ? id : undefined;
  };
  const attendees = properties
    .filter((property) => property.name === 'attendee' && takesPart(property))
    .map(({ values }) =>
      String(values[0])
        .replace(/^mailto:/i, '')
        .trim(),
    );
  if (attendees.length > 0)
    return attendees
      .map((address) => {
        const id = find(address) ?? find(address.split('@')[0] ?? '');
        if (id === undefined) throw new CalendarRefusal(`${place}, ATTENDEE`, 'is nobody on the roster');
        return id;
      })
      .filter((id, index, all) => all.indexOf(id) === index);
  const title = textOf(properties, 'summary').trim();
  if (title === '') throw new CalendarRefusal(place, 'names nobody: it has neither attendee nor title');
  const whole = find(title);
  if (whole !== undefined) return [whole];
  const named = title.split(/[\s,;:/&+()]+/).flatMap((word) => find(word) ?? []);
  if (named.length === 0) throw new CalendarRefusal(`${place}, SUMMARY`, 'is nobody on the roster');
  return [...new Set(named)];
};

const takesPart = (attendee: Parameters<typeof parameterOf>[0]): boolean =>
  parameterOf(attendee, 'partstat').toUpperCase() !== 'DECLINED' &&
  parameterOf(attendee, 'role').toUpperCase() !== 'NON-PARTICIPANT' &&
  ['', 'INDIVIDUAL'].includes(parameterOf(attendee, 'cutype').toUpperCase());

/** In order of time; the same shift twice is one, two that overlap are refused: whom to page would be a guess. */
const withoutOverlap = (shifts: readonly Placed[]): readonly CalendarShift[] => {
  const kept: Placed[] = [];
  for (const shift of [...shifts].sort((a, b) => a.from.localeCompare(b.from))) {
    const before = kept.at(-1);
    if (before === undefined || before.until <= shift.from) {
      kept.push(shift);
      continue;
    }
    const same = (['from', 'until', 'staffIds'] as const).every(
      (part) => String(before[part]) === String(shift[part]),
    );
    if (!same) throw new CalendarRefusal(shift.place, `overlaps ${before.place}, at ${shift.from}`);
  }
  return kept.map(({ from, until, staffIds }) => ({ from, until, staffIds }));
};
