import { type Property, readComponents } from './content-lines.ts';
import { CalendarRefusal } from './refusal.ts';

/** One VEVENT and its position in the feed. */
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

/** Reads an iCalendar text (RFC 5545); throws a `CalendarRefusal`. */
export const parseFeed = (text: string): Feed => {
  if (Buffer.byteLength(text) > maxBytes)
    throw new CalendarRefusal('the feed', `is larger than ${maxBytes} bytes`);
  const lines = text.split(/\r\n|\r|\n/);
  const crooked = lines.findIndex((line) => line !== '' && !/^([A-Za-z0-9-]+[;:]|[ \t])/.test(line));
  if (crooked !== -1) throw new CalendarRefusal(`line ${crooked + 1}`, 'is not a line of iCalendar');
  const begins = lines.flatMap((line, index) => (/^BEGIN:VEVENT\s*$/i.test(line) ? [index + 1] : []));
  if (begins.length > maxEvents) throw new CalendarRefusal('the feed', `has more than ${maxEvents} events`);

  const components = readComponents(text);
  if (components === undefined)
    throw new CalendarRefusal(
      'the feed',
      'is not iCalendar: something in it is not closed or not well formed',
    );
  const [calendar] = components;
  if (components.length !== 1 || calendar?.name !== 'vcalendar')
    throw new CalendarRefusal('the feed', 'must hold exactly one calendar (VCALENDAR)');
  return {
    properties: calendar.properties,
    zones: calendar.components.filter(({ name }) => name === 'vtimezone').map(({ properties }) => properties),
    events: calendar.components
      .filter(({ name }) => name === 'vevent')
      .map(({ properties }, index) => {
        const uid = textOf(properties, 'uid');
        const line = `line ${begins[index] ?? '?'}`;
        if (uid === '') throw new CalendarRefusal(line, 'is an event without a UID');
        return { place: `${line}, event ${uid}`, uid, properties };
      }),
  };
};

export const propertyOf = (properties: readonly Property[], name: string): Property | undefined =>
  properties.find((property) => property.name === name);

export const valueOf = (properties: readonly Property[], name: string): unknown =>
  propertyOf(properties, name)?.values[0];

/** The value as text; empty where there is none. */
export const textOf = (properties: readonly Property[], name: string): string => {
  const value = valueOf(properties, name);
  return typeof value === 'string' ? value : '';
};

export const parameterOf = ({ parameters }: Property, name: string): string => parameters[name] ?? '';
