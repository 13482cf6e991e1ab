import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readComponents } from '../../client/calendar/content-lines.ts';

const event = (...lines: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
const properties = (...lines: readonly string[]) =>
  readComponents(event(...lines))?.[0]?.components[0]?.properties ?? [];

describe('a content line', () => {
  test('gives dates and times in ISO 8601, as many as it lists', () => {
    const [start, end, without] = properties(
      'DTSTART;TZID="America/Chicago":20270311T200000',
      'DTEND;VALUE=DATE:20270312',
      'EXDATE:20270311T090000Z,20270312T090000Z',
    );
    expect(start).toMatchObject({ type: 'date-time', values: ['2027-03-11T20:00:00'] });
    expect(start?.parameters).toEqual({ tzid: 'America/Chicago' });
    expect(end).toMatchObject({ type: 'date', values: ['2027-03-12'] });
    expect(without?.values).toEqual(['2027-03-11T09:00:00Z', '2027-03-12T09:00:00Z']);
  });

  test('may be folded, and escapes commas, semicolons, backslashes and line ends in a text', () => {
    const [summary] = properties('SUMMARY:on call\\, sta\r\n ff\\; a\\\\b\\nnext');
    expect(summary?.values).toEqual(['on call, staff; a\\b\nnext']);
  });

  test('keeps colons, semicolons and commas within a quoted parameter, and the value as it is', () => {
    const [attendee] = properties('ATTENDEE;CN="Ada, E: x";ROLE=CHAIR:mailto:Ada@clinic.example');
    expect(attendee).toMatchObject({
      name: 'attendee',
      parameters: { cn: 'Ada, E: x', role: 'CHAIR' },
      values: ['mailto:Ada@clinic.example'],
    });
  });

  test('gives a rule by its parts', () => {
    const [rule] = properties('RRULE:FREQ=weekly;BYDAY=MO,TU;UNTIL=20270401T000000Z');
    expect(rule?.values).toEqual([{ freq: 'WEEKLY', byday: 'MO,TU', until: '2027-04-01T00:00:00Z' }]);
  });

  test('named like a property of every object is an unknown one', () => {
    expect(properties('CONSTRUCTOR:x')).toMatchObject([{ name: 'constructor', type: 'text', values: ['x'] }]);
  });
});

describe('a text', () => {
  test.each([
    ['that is not closed', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n'],
    ['that closes another component', 'BEGIN:VCALENDAR\r\nEND:VEVENT\r\n'],
    ['that closes what it never opened', 'END:VCALENDAR\r\n'],
    ['with a parameter and no value', 'BEGIN:VCALENDAR\r\nX;A=b\r\nEND:VCALENDAR'],
    ['with a property outside of a component', 'X:1\r\n'],
  ])('%s is not read', (_, text) => {
    expect(readComponents(text)).toBeUndefined();
  });

  test('of any kind is read or not, and never throws', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'BEGIN:VEVENT',
        'END:VEVENT',
        'BEGIN:VCALENDAR',
        'END:VCALENDAR',
        'RRULE:;=;',
        ' x',
        'A;B="',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        expect(() => readComponents(lines.join('\r\n'))).not.toThrow();
      }),
    );
  });
});
