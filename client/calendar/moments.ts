import { Temporal } from 'temporal-polyfill';
import { zoneExists } from '../../domain/crisis/roster/rotation.ts';
import type { Property } from './content-lines.ts';
import { type Feed, parameterOf, textOf } from './parse-feed.ts';
import { CalendarRefusal } from './refusal.ts';

/** A date or a time of the feed, on the clock of its zone. */
export interface Moment {
  readonly at: Temporal.ZonedDateTime;
  /** A date alone: the whole day. */
  readonly wholeDay: boolean;
  /** Said in UTC, which says nothing about the clock that its people live by. */
  readonly utc: boolean;
}

/** Says which moments a property means. */
export type ReadMoments = (property: Property, place: string) => readonly Moment[];

/** `zones` translates the zone names of a calendar tool, such as "W. Europe Standard Time", into those of IANA. */
export const momentReader = (feed: Feed, zones: Readonly<Record<string, string>>): ReadMoments => {
  const located = new Map(feed.zones.map((zone) => [textOf(zone, 'tzid'), textOf(zone, 'x-lic-location')]));
  const zoneOf = (tzid: string, place: string): string => {
    const candidates = [zones[tzid], tzid, located.get(tzid), /[A-Za-z]+\/[A-Za-z_]+$/.exec(tzid)?.[0]];
    const known = candidates.find((name) => name !== undefined && name !== '' && zoneExists(name));
    if (known !== undefined) return known;
    throw new CalendarRefusal(place, 'has a time zone that IANA does not know: say which one is meant');
  };
  const floating = (place: string): string => {
    const name = textOf(feed.properties, 'x-wr-timezone');
    if (name !== '') return zoneOf(name, 'X-WR-TIMEZONE');
    throw new CalendarRefusal(
      place,
      'has a time without a zone, and the calendar names none (X-WR-TIMEZONE)',
    );
  };

  return (property, place) =>
    property.values.map((value) => {
      const where = `${place}, ${property.name.toUpperCase()}`;
      if (property.type !== 'date' && property.type !== 'date-time')
        throw new CalendarRefusal(where, 'is neither a date nor a time');
      const text = String(value);
      const utc = text.endsWith('Z');
      const tzid = parameterOf(property, 'tzid');
      const zone = utc ? 'UTC' : tzid === '' ? floating(place) : zoneOf(tzid, where);
      try {
        const local = Temporal.PlainDateTime.from(text.replace(/Z$/, ''), { overflow: 'reject' });
        return { at: local.toZonedDateTime(zone), wholeDay: property.type === 'date', utc };
      } catch {
        throw new CalendarRefusal(where, 'is not a date that exists');
      }
    });
};
