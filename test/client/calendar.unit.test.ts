import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillSchedule } from '../../client/calendar/fill-schedule.ts';
import { type CalendarOptions, readCalendar } from '../../client/calendar/read-calendar.ts';

const options: CalendarOptions = {
  staffIds: ['staff-ada', 'staff-bea', 'staff-cem'],
  people: { 'ada@clinic.example': 'staff-ada', 'Bea Example': 'staff-bea' },
  from: new Date('2027-03-10T00:00:00Z'),
  days: 14,
};
const calendar = (...lines: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (uid: string, ...lines: readonly string[]) => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  'DTSTAMP:20270301T000000Z',
  ...lines,
  'END:VEVENT',
];
const night = (uid: string, day: string, next: string, ...lines: readonly string[]) =>
  event(
    uid,
    `DTSTART;TZID=America/Chicago:202703${day}T200000`,
    `DTEND;TZID=America/Chicago:202703${next}T080000`,
    ...lines,
  );
const read = (text: string, changes: Partial<CalendarOptions> = {}) =>
  readCalendar(text, { ...options, ...changes });
const shifts = (text: string, changes?: Partial<CalendarOptions>) => {
  const result = read(text, changes);
  if (result.outcome === 'refused') throw new Error(`${result.place}: ${result.reason}`);
  return result.shifts.map(
    ({ from, until, staffIds }) => `${from.slice(0, 16)} ${until.slice(0, 16)} ${staffIds.join()}`,
  );
};

describe('a feed', () => {
  test('of nights keeps its clock over daylight saving, without gap or overlap beside the days', () => {
    const feed = calendar(
      ...night('nights', '12', '13', 'RRULE:FREQ=DAILY;COUNT=3', 'SUMMARY:staff-ada'),
      ...event(
        'days',
        'DTSTART;TZID=America/Chicago:20270313T080000',
        'DTEND;TZID=America/Chicago:20270313T200000',
        'RRULE:FREQ=DAILY;UNTIL=20270314T130000Z',
        'SUMMARY:Bea Example',
      ),
    );
    // Chicago, 2027-03-14 02:00: -06:00 becomes -05:00.
    expect(shifts(feed)).toEqual([
      '2027-03-13T02:00 2027-03-13T14:00 staff-ada',
      '2027-03-13T14:00 2027-03-14T02:00 staff-bea',
      '2027-03-14T02:00 2027-03-14T13:00 staff-ada',
      '2027-03-14T13:00 2027-03-15T01:00 staff-bea',
      '2027-03-15T01:00 2027-03-15T13:00 staff-ada',
    ]);
  });

  test('with exceptions, an extra date, a moved and a cancelled night, as calendar tools write them', () => {
    const feed = calendar(
      ...night(
        'series',
        '10',
        '11',
        'RRULE:FREQ=DAILY;COUNT=6',
        'EXDATE;TZID=America/Chicago:20270311T200000',
        'EXDATE:20270313T020000Z',
        'RDATE;TZID=America/Chicago:20270320T200000',
        'ATTENDEE;CN=Ada Example;PARTSTAT=ACCEPTED:mailto:Ada@clinic.example',
        'ATTENDEE;PARTSTAT=DECLINED:mailto:stranger@clinic.example',
        'ATTENDEE;CUTYPE=ROOM:mailto:room@clinic.example',
        'SUMMARY:whatever stands here',
      ),
      ...night(
        'series',
        '14',
        '15',
        'RECURRENCE-ID;TZID=America/Chicago:20270313T200000',
        'SUMMARY:staff-cem',
      )
        .map((line) => (line.startsWith('DTSTART') ? 'DTSTART:20270314T050000Z' : line))
        .map((line) => (line.startsWith('DTEND') ? 'DURATION:PT4H' : line)),
      ...night('series', '14', '15', 'RECURRENCE-ID:20270315T010000Z', 'STATUS:CANCELLED'),
    );
    expect(shifts(feed)).toEqual([
      '2027-03-11T02:00 2027-03-11T14:00 staff-ada',
      '2027-03-14T05:00 2027-03-14T09:00 staff-cem',
      '2027-03-16T01:00 2027-03-16T13:00 staff-ada',
      '2027-03-21T01:00 2027-03-21T13:00 staff-ada',
    ]);
  });

  test('of whole days takes the zone of the calendar; folded lines, and zones as Forecast and libical name them', () => {
    const week = event(
      'week',
      'DTSTART;VALUE=DATE:20270308',
      'DTEND;VALUE=DATE:20270315',
      'SUMMARY:on call: sta\r\n ff-bea',
    );
    expect(shifts(calendar('X-WR-TIMEZONE:Europe/Berlin', ...week))).toEqual([
      '2027-03-07T23:00 2027-03-14T23:00 staff-bea',
    ]);
    const named = (tzid: string, ...lines: string[]) =>
      calendar(
        ...lines,
        ...event('e', `DTSTART;TZID="${tzid}":20270311T090000`, 'DURATION:P1D', 'SUMMARY:staff-ada'),
      );
    const berlin = ['2027-03-11T08:00 2027-03-12T08:00 staff-ada'];
    expect(
      shifts(named('W. Europe Standard Time'), { zones: { 'W. Europe Standard Time': 'Europe/Berlin' } }),
    ).toEqual(berlin);
    expect(shifts(named('/freeassociation.sourceforge.net/Europe/Berlin'))).toEqual(berlin);
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Mine', 'X-LIC-LOCATION:Europe/Berlin', 'END:VTIMEZONE'];
    expect(shifts(named('Mine', ...zone))).toEqual(berlin);
  });

  test('shows nothing of anybody: ids and times are all that comes out', () => {
    const feed = calendar(
      ...night(
        'u',
        '11',
        '12',
        'SUMMARY:Bea Example',
        'DESCRIPTION:call Dee at home',
        'LOCATION:Ward 7',
        'ORGANIZER;CN=Boss:mailto:boss@x.example',
      ),
    );
    const result = read(feed);
    expect(result).toEqual({
      outcome: 'read',
      shifts: [
        { from: '2027-03-12T02:00:00.000Z', until: '2027-03-12T14:00:00.000Z', staffIds: ['staff-bea'] },
      ],
    });
  });
});

describe('refused, with the place', () => {
  const second = (...lines: readonly string[]) =>
    calendar(...night('fine', '11', '12', 'SUMMARY:staff-ada'), ...lines);
  const own = night('mine', '20', '21', 'SUMMARY:staff-ada');
  test.each([
    [
      'an unknown zone',
      second(...own.map((line) => line.replace('America/Chicago', 'Mars/Olympus'))),
      'line 11, event mine, DTSTART',
      'time zone',
    ],
    ['nobody', second(...night('mine', '20', '21')), 'line 11, event mine', 'names nobody'],
    [
      'a stranger by title',
      second(...night('mine', '20', '21', 'SUMMARY:Zed Example')),
      'line 11, event mine, SUMMARY',
      'nobody on the roster',
    ],
    [
      'a stranger by address',
      second(...night('mine', '20', '21', 'ATTENDEE:mailto:zed@x.example')),
      'line 11, event mine, ATTENDEE',
      'nobody on the roster',
    ],
    [
      'an overlap',
      second(...night('mine', '11', '13', 'SUMMARY:staff-bea')),
      'line 11, event mine',
      'overlaps line 4, event fine',
    ],
    [
      'a time without a zone',
      second(...event('mine', 'DTSTART:20270311T090000', 'DURATION:PT8H', 'SUMMARY:staff-ada')),
      'line 11, event mine',
      'without a zone',
    ],
    [
      'no end',
      second(...own.filter((line) => !line.startsWith('DTEND'))),
      'line 11, event mine',
      'neither DTEND nor DURATION',
    ],
    [
      'an end before its begin',
      second(...night('mine', '20', '19', 'SUMMARY:staff-ada')),
      'line 11, event mine',
      'does not end after',
    ],
    [
      'a date that does not exist',
      second(...own.map((line) => line.replace('20270320', '20270230'))),
      'line 11, event mine, DTSTART',
      'date that exists',
    ],
    [
      'turns of a minute',
      second(...night('mine', '20', '21', 'RRULE:FREQ=MINUTELY', 'SUMMARY:staff-ada')),
      'line 11, event mine, RRULE',
      'hourly, daily',
    ],
    [
      'a rule part that is none',
      second(...night('mine', '20', '21', 'RRULE:FREQ=DAILY;BYEASTER=1', 'SUMMARY:staff-ada')),
      'line 11, event mine, RRULE',
      'RFC 5545',
    ],
    [
      'a change of all that follows',
      second(
        ...night(
          'mine',
          '20',
          '21',
          'RECURRENCE-ID;RANGE=THISANDFUTURE:20270321T010000Z',
          'SUMMARY:staff-ada',
        ),
      ),
      'line 11, event mine, RECURRENCE-ID',
      'RANGE',
    ],
    [
      'a line that is none',
      'BEGIN:VCALENDAR\r\nAda Lovelace is on call\r\nEND:VCALENDAR\r\n',
      'line 2',
      'not a line',
    ],
    ['half a calendar', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', 'the feed', 'not iCalendar'],
    ['too much', `BEGIN:VCALENDAR\r\n${'X-A:1\r\n'.repeat(150_000)}END:VCALENDAR`, 'the feed', 'larger than'],
    [
      'too many shifts',
      second(
        ...event(
          'mine',
          'DTSTART:20270301T000000Z',
          'DURATION:PT30M',
          'RRULE:FREQ=HOURLY;BYMINUTE=0,30',
          'SUMMARY:staff-ada',
        ),
      ),
      'line 11, event mine',
      'more than 500',
    ],
  ])('%s', (_, text, place, reason) => {
    expect(read(text)).toMatchObject({
      outcome: 'refused',
      place,
      reason: expect.stringContaining(reason) as string,
    });
  });

  test('without repeating what the feed says about anybody', () => {
    for (const line of [
      'SUMMARY:Zed Secret',
      'ATTENDEE;CN=Zed Secret:mailto:secret@x.example',
      'DTSTART;TZID=Secret:20270101',
    ])
      expect(JSON.stringify(read(calendar(...night('u', '11', '12', line))))).not.toMatch(/secret/i);
  });
});

test('whatever rule a feed repeats by, reading it ends soon, in shifts of the window or a refusal', () => {
  const list = (least: number, most: number) =>
    fc
      .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 })
      .map((all) => all.join(','));
  const part = fc.oneof(
    fc.tuple(fc.constant('INTERVAL'), fc.integer({ min: 0, max: 400 })),
    fc.tuple(fc.constant('COUNT'), fc.integer({ min: 0, max: 2_000_000_000 })),
    fc.tuple(fc.constant('BYMONTH'), list(0, 13)),
    fc.tuple(fc.constant('BYMONTHDAY'), list(-32, 32)),
    fc.tuple(fc.constant('BYSETPOS'), list(-5, 5)),
    fc.tuple(fc.constant('BYHOUR'), list(0, 23)),
    fc.tuple(fc.constant('BYWEEKNO'), list(-54, 54)),
    fc.tuple(fc.constant('BYYEARDAY'), list(-366, 367)),
    fc.tuple(fc.constant('BYDAY'), fc.constantFrom('MO', 'MO,TU', '5FR', '-1SU', 'XX')),
    fc.tuple(fc.constant('UNTIL'), fc.constantFrom('20270401', '19000101T000000Z', '99990101T000000')),
  );
  const frequency = fc.constantFrom('HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY');
  fc.assert(
    fc.property(
      frequency,
      fc.uniqueArray(part, { maxLength: 4, selector: ([name]) => name }),
      (freq, parts) => {
        const rule = [`FREQ=${freq}`, ...parts.map(([name, value]) => `${name}=${value}`)].join(';');
        const started = performance.now();
        const result = read(
          calendar(
            ...event(
              'e',
              'DTSTART;TZID=Europe/Berlin:20150131T023000',
              'DURATION:PT20M',
              `RRULE:${rule}`,
              'SUMMARY:staff-ada',
            ),
          ),
        );
        expect(performance.now() - started, rule).toBeLessThan(20_000);
        if (result.outcome === 'read')
          for (const { from, until } of result.shifts)
            expect(until > '2027-03-10' && from < '2027-03-24T00:00:00.000Z').toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

describe('in a roster', () => {
  const roster = {
    rosterId: 'main',
    tiers: [{ staffIds: [], scheduleIds: ['nights'], answerWithinSeconds: 300 }],
    schedules: [{ scheduleId: 'nights', layers: [], fallbackStaffId: 'staff-bea' }],
    phones: { 'staff-ada': '+12025550111', 'staff-bea': '+12025550112' },
  };
  const feed = calendar(...night('u', '11', '12', 'SUMMARY:staff-ada'));

  test('the shifts of the calendar stand in their schedule', () => {
    expect(fillSchedule(roster, 'nights', feed, options)).toMatchObject({
      outcome: 'filled',
      shifts: 1,
      roster: {
        schedules: [
          { scheduleId: 'nights', shifts: [{ staffIds: ['staff-ada'] }], fallbackStaffId: 'staff-bea' },
        ],
      },
    });
  });

  test('a schedule that is not there, and hours of nobody without a fallback, are refused with the place', () => {
    expect(fillSchedule(roster, 'days', feed, options)).toMatchObject({ place: 'roster, schedules' });
    const bare = { ...roster, schedules: [{ scheduleId: 'nights', layers: [] }] };
    expect(fillSchedule(bare, 'nights', feed, options)).toMatchObject({
      place: 'roster, tiers',
      reason: expect.stringContaining('silence') as string,
    });
    expect(fillSchedule({ ...roster, phones: {} }, 'nights', feed, options)).toMatchObject({
      outcome: 'refused',
    });
  });
});
