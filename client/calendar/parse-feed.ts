import ICAL from 'ical.js';
import { CalendarRefusal } from './refusal.ts';

/** One property as jCal (RFC 7265) spells it: dates are ISO 8601, a rule is an object. */
export interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly type: string;
  readonly values: readonly unknown[];
}

/** One VEVENT, and where it stands. */
export interface FeedEvent {
  readonly place: string;
  readonly uid: string;
  readonly properties: readonly Property[];
}

export interface Feed {
  readonly properties: readonly Property[];
  readonly zones: readonly (readonly Property[])[];
  readonly events: readonly FeedEvent[];
}

/** A calendar of a year with eight shifts a day is a third of this. */
const maxBytes = 1_000_000;
const maxEvents = 5_000;

type JCal = [
  name: string,
  properties: [string, Property['parameters'], string, ...unknown[]][],
  parts: JCal[],
];

/** Reads an iCalendar text (RFC 5545); throws a `CalendarRefusal`. */
export const parseFeed = (text: string): Feed => {
  if (Buffer.byteLength(text) > maxBytes)
    throw new CalendarRefusal('the feed', `is larger than ${maxBytes} bytes`);
  const lines = text.split(/\r\n|\r|\n/);
  const crooked = lines.findIndex((line) => line !== '' && !/^([A-Za-z0-9-]+[;:]|[ \t])/.test(line));
  if (crooked !== -1) throw new CalendarRefusal(`line ${crooked + 1}`, 'is not a line of iCalendar');
  const begins = lines.flatMap((line, index) => (/^BEGIN:VEVENT\s*$/i.test(line) ? [index + 1] : []));
  if (begins.length > maxEvents) throw new CalendarRefusal('the feed', `has more than ${maxEvents} events`);

  const [, properties, parts] = calendarOf(text);
  const partsNamed = (wanted: string) => parts.filter(([name]) => name === wanted);
  return {
    properties: propertiesOf(properties),
    zones: partsNamed('vtimezone').map(([, zone]) => propertiesOf(zone)),
    events: partsNamed('vevent').map(([, event], index) => {
      const read = propertiesOf(event);
      const uid = textOf(read, 'uid');
      const line = `line ${begins[index] ?? '?'}`;
      if (uid === '') throw new CalendarRefusal(line, 'is an event without a UID');
      return { place: `${line}, event ${uid}`, uid, properties: read };
    }),
  };
};

const calendarOf = (text: string): JCal => {
  let parsed: unknown;
  try {
    parsed = ICAL.parse(text);
  } catch {
    // The parser's own words repeat the line, and with it whatever it says about somebody.
    throw new CalendarRefusal(
      'the feed',
      'is not iCalendar: something in it is not closed or not well formed',
    );
  }
  if (!Array.isArray(parsed) || parsed[0] !== 'vcalendar')
    throw new CalendarRefusal('the feed', 'must hold exactly one calendar (VCALENDAR)');
  return parsed as unknown as JCal;
};

const propertiesOf = (properties: JCal[1]): readonly Property[] =>
  properties.map(([name, parameters, type, ...values]) => ({ name, parameters, type, values }));

export const propertyOf = (properties: readonly Property[], name: string): Property | undefined =>
  properties.find((property) => property.name === name);

export const valueOf = (properties: readonly Property[], name: string): unknown =>
  propertyOf(properties, name)?.values[0];

/** The value as text; empty where there is none. */
export const textOf = (properties: readonly Property[], name: string): string => {
  const value = valueOf(properties, name);
  return typeof value === 'string' ? value : '';
};

export const parameterOf = ({ parameters }: Property, name: string): string => {
  const value = parameters[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};
