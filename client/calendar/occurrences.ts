import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Property } from './content-lines.ts';
import type { Moment, ReadMoments } from './moments.ts';
import { type FeedEvent, propertyOf, valueOf } from './parse-feed.ts';
import { CalendarRefusal } from './refusal.ts';

export interface Window {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

export interface Occurrence {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** No shift is longer: a turn of a month and a day to spare. */
const longestShift = { hours: 32 * 24 };

/** When an event takes place within the window. `moved` are the starts that another event of the same UID replaces. */
export const occurrencesOf = (
  event: FeedEvent,
  moved: ReadonlySet<string>,
  window: Window,
  read: ReadMoments,
): readonly Occurrence[] => {
  const { properties, place } = event;
  const start = single(event, 'dtstart', read);
  const endOf = lengthOf(event, start, read);
  const earliest = window.from.subtract(longestShift);
  const starts = [
    ...recurring(event, start, { from: earliest, until: window.until }, read),
    ...properties
      .filter(({ name }) => name === 'rdate')
      .flatMap((rdate) => read(rdate, place).map(({ at }) => at)),
  ];
  const isExcepted = exceptions(event, read);
  const seen = new Set<string>();
  return starts.flatMap((at) => {
    const from = at.toInstant();
    const id = from.toString();
    if (seen.has(id) || moved.has(id) || isExcepted(at)) return [];
    seen.add(id);
    const until = endOf(at).toInstant();
    if (Temporal.Instant.compare(until, from) <= 0)
      throw new CalendarRefusal(place, 'does not end after it begins');
    if (Temporal.Instant.compare(until, from.add(longestShift)) > 0)
      throw new CalendarRefusal(place, 'is longer than 32 days');
    const touches =
      Temporal.Instant.compare(until, window.from) > 0 && Temporal.Instant.compare(from, window.until) < 0;
    return touches ? [{ from, until }] : [];
  });
};

/** The one moment that a property names. */
export const single = ({ properties, place }: FeedEvent, name: string, read: ReadMoments): Moment => {
  const property = propertyOf(properties, name);
  const [moment] = property === undefined ? [] : read(property, place);
  if (moment === undefined) throw new CalendarRefusal(place, `has no ${name.toUpperCase()}`);
  return moment;
};

/**
 * Where the end is a time, it is a time on the clock: a night from 20:00 to 08:00 ends at 08:00 also when daylight saving
 * begins, as every calendar shows it, so that the next shift follows without gap or overlap. A DURATION is as long as it says.
 */
const lengthOf = (
  event: FeedEvent,
  start: Moment,
  read: ReadMoments,
): ((from: Temporal.ZonedDateTime) => Temporal.ZonedDateTime) => {
  const { properties, place } = event;
  const duration = valueOf(properties, 'duration');
  if (duration !== undefined) {
    const length = durationOf(duration, place);
    return (from) => from.add(length);
  }
  if (propertyOf(properties, 'dtend') === undefined) {
    if (start.wholeDay) return (from) => from.add({ days: 1 });
    throw new CalendarRefusal(place, 'has neither DTEND nor DURATION');
  }
  const end = single(event, 'dtend', read);
  const zone = end.utc ? start.at.timeZoneId : end.at.timeZoneId;
  const length = start.at
    .toPlainDateTime()
    .until(end.at.withTimeZone(zone).toPlainDateTime(), { largestUnit: 'days' });
  return (from) => from.toPlainDateTime().add(length).toZonedDateTime(zone);
};

const durationOf = (text: unknown, place: string): Temporal.Duration => {
  try {
    return Temporal.Duration.from(String(text));
  } catch {
    throw new CalendarRefusal(`${place}, DURATION`, 'is not a length of time');
  }
};

const exceptions = (
  { properties, place }: FeedEvent,
  read: ReadMoments,
): ((at: Temporal.ZonedDateTime) => boolean) => {
  const days = new Set<string>();
  const instants = new Set<string>();
  for (const property of properties.filter(({ name }) => name === 'exdate'))
    for (const { at, wholeDay } of read(property, place))
      if (wholeDay) days.add(at.toPlainDate().toString());
      else instants.add(at.toInstant().toString());
  return (at) => instants.has(at.toInstant().toString()) || days.has(at.toPlainDate().toString());
};

const frequencies = ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const ruleParts = new Set(
  'freq interval count until wkst byday bymonth bymonthday bysetpos byhour byminute byweekno byyearday'.split(
    ' ',
  ),
);

/** Bounds on what a rule may cost: thirty years of hourly turns. A rule that never comes true ends here too. */
const maxIterations = 300_000;
const maxCandidates = 300_000;

const recurring = (
  event: FeedEvent,
  start: Moment,
  window: Window,
  read: ReadMoments,
): readonly Temporal.ZonedDateTime[] => {
  const { properties, place } = event;
  const rules = properties.filter(({ name }) => name === 'rrule');
  const [rule] = rules;
  if (rules.length > 1 || propertyOf(properties, 'exrule') !== undefined)
    throw new CalendarRefusal(
      place,
      'has more than one RRULE, or an EXRULE: give each rule an event of its own',
    );
  if (rule === undefined) return [start.at];
  const where = `${place}, RRULE`;
  const { until, ...parts } = rule.values[0] as Readonly<Record<string, string>>;
  const names = Object.keys(parts);
  if (!frequencies.includes(parts['freq'] ?? ''))
    throw new CalendarRefusal(where, 'must repeat hourly, daily, weekly, monthly or yearly');
  if (!names.every((name) => ruleParts.has(name)))
    throw new CalendarRefusal(where, 'has a part that RFC 5545 does not know');
  try {
    return new RRuleTemporal({
      rruleString: `RRULE:${names.map((name) => `${name.toUpperCase()}=${parts[name] ?? ''}`).join(';')}`,
      dtstart: start.at,
      ...(until === undefined ? {} : { until: endOfRule(until, start, rule, read, place) }),
      temporal: Temporal,
      // RFC 5545, 3.8.5.3: DTSTART is always the first instance.
      includeDtstart: true,
      strict: true,
      cache: false,
      maxIterations,
      maxCandidateEvaluations: maxCandidates,
    }).between(window.from.toZonedDateTimeISO('UTC'), window.until.toZonedDateTimeISO('UTC'), true);
  } catch (error) {
    if (error instanceof CalendarRefusal) throw error;
    throw new CalendarRefusal(where, 'is not a rule that can be followed');
  }
};

/** UNTIL counts in: a date until the end of that day, a time without zone on the clock of the event. */
const endOfRule = (
  until: string,
  start: Moment,
  rule: Property,
  read: ReadMoments,
  place: string,
): Temporal.ZonedDateTime => {
  const type = until.includes('T') ? 'date-time' : 'date';
  const tzid = until.endsWith('Z') ? {} : { tzid: start.at.timeZoneId };
  const [moment] = read({ ...rule, type, parameters: tzid, values: [until] }, place);
  if (moment === undefined) throw new CalendarRefusal(place, 'has no UNTIL');
  const at = moment.at.withTimeZone(start.at.timeZoneId);
  return moment.wholeDay ? at.add({ days: 1 }).subtract({ seconds: 1 }) : at;
};
