import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRoster, normalised } from '../../../domain/crisis/roster/check-roster.ts';
import {
  coverageGaps,
  nextHandOff,
  shiftsBetween,
  whoIsOnCall,
} from '../../../domain/crisis/roster/on-call.ts';
import { planFor } from '../../../domain/crisis/roster/plan.ts';
import type { Rotation, RosterDefinition, Schedule } from '../../../domain/crisis/roster/roster.ts';
import { onHours, turnAt } from '../../../domain/crisis/roster/rotation.ts';
import { plusSeconds } from '../../../domain/instant.ts';

const rotation = (changes: Partial<Rotation> = {}): Rotation => ({
  rotationId: 'daily',
  timeZone: 'America/Chicago',
  startsAt: '2027-03-01T09:00',
  every: { unit: 'day', count: 1 },
  staffIds: ['ada', 'bea', 'cem'],
  ...changes,
});
const schedule = (changes: Partial<Schedule> = {}): Schedule => ({
  scheduleId: 'main',
  layers: [rotation()],
  ...changes,
});
const roster = (changes: Partial<RosterDefinition> = {}): RosterDefinition => ({
  tiers: [{ staffIds: [], scheduleIds: ['main'], answerWithinSeconds: 300 }],
  schedules: [schedule()],
  ...changes,
});

describe('the shifts of a calendar', () => {
  const first = { from: '2027-03-02T00:00:00.000Z', until: '2027-03-03T00:00:00.000Z', staffIds: ['dee'] };
  const second = { from: first.until, until: '2027-03-04T00:00:00.000Z', staffIds: ['eve', 'ada'] };
  const shifts = [first, second];
  const listed = schedule({ shifts, fallbackStaffId: 'cem' });

  test('stand in the place of the layers while they last, and under a temporary schedule', () => {
    expect(whoIsOnCall(listed, [], '2027-03-01T23:59:00.000Z').staffIds).toEqual(['ada']);
    expect(whoIsOnCall(listed, [], '2027-03-02T00:00:00.000Z')).toEqual({
      staffIds: ['dee'],
      because: [{ rule: 'calendar', staffIds: ['dee'], until: '2027-03-03T00:00:00.000Z' }],
    });
    const instead = { ...first, staffIds: ['bea'] };
    expect(whoIsOnCall({ ...listed, temporary: [instead] }, [], '2027-03-02T12:00:00.000Z').staffIds).toEqual(
      ['bea'],
    );
    const alone = { ...listed, layers: [] };
    expect(whoIsOnCall(alone, [], '2027-03-04T00:00:00.000Z')).toMatchObject({
      staffIds: ['cem'],
      because: [{ rule: 'fallback' }],
    });
    expect(
      shiftsBetween(alone, [], '2027-03-02T00:00:00.000Z', '2027-03-05T00:00:00.000Z').map(
        ({ onCall }) => onCall.staffIds,
      ),
    ).toEqual([['dee'], ['eve', 'ada'], ['cem']]);
  });

  test('that overlap, name nobody or end before they begin are refused with the place', () => {
    const complaint = (changed: readonly (typeof shifts)[number][]) =>
      checkRoster(roster({ schedules: [schedule({ shifts: changed })] }), '2027-03-02T00:00:00.000Z');
    expect(complaint(shifts)).toBeUndefined();
    expect(complaint([first, { ...second, from: '2027-03-02T23:00:00Z' }])).toEqual({
      path: 'schedules.0.shifts.1',
      message: 'overlaps another shift',
    });
    expect(complaint([{ ...first, staffIds: [] }])).toMatchObject({ path: 'schedules.0.shifts.0.staffIds' });
    expect(complaint([{ ...first, until: first.from }])).toMatchObject({
      path: 'schedules.0.shifts.0.until',
    });
  });
});

describe('hand-off', () => {
  test('stays at nine by the wall clock over both changes of daylight saving', () => {
    // Chicago: 2027-03-14 02:00 forward, 2027-11-07 02:00 back.
    expect(turnAt(rotation(), '2027-03-13T16:00:00.000Z')).toMatchObject({
      from: '2027-03-13T15:00:00.000Z',
      until: '2027-03-14T14:00:00.000Z',
    });
    expect(turnAt(rotation(), '2027-11-06T15:00:00.000Z')).toMatchObject({
      from: '2027-11-06T14:00:00.000Z',
      until: '2027-11-07T15:00:00.000Z',
    });
  });

  test('at half past two moves on where the hour is skipped, and is the first where it comes twice', () => {
    const atNight = rotation({ startsAt: '2027-03-01T02:30' });
    expect(turnAt(atNight, '2027-03-14T08:30:00.000Z')?.from).toBe('2027-03-14T08:30:00.000Z'); // 03:30 CDT
    const inAutumn = rotation({ startsAt: '2027-11-01T01:30' });
    expect(turnAt(inAutumn, '2027-11-07T12:00:00.000Z')?.from).toBe('2027-11-07T06:30:00.000Z'); // 01:30 CDT
  });

  test('knows the half hour of Lord Howe', () => {
    const island = rotation({ timeZone: 'Australia/Lord_Howe', startsAt: '2027-03-20T09:00' });
    // 2027-04-04 02:00 back by 30 minutes: +11:00 to +10:30.
    expect(turnAt(island, '2027-04-03T22:10:00.000Z')).toMatchObject({
      from: '2027-04-02T22:00:00.000Z',
      until: '2027-04-03T22:30:00.000Z',
    });
  });

  test('on the 31st is on the last day of shorter months and comes back to the 31st', () => {
    const monthly = rotation({ startsAt: '2027-01-31T09:00', every: { unit: 'month', count: 1 } });
    expect(turnAt(monthly, '2027-02-28T16:00:00.000Z')).toMatchObject({
      staffId: 'bea',
      until: '2027-03-31T14:00:00.000Z',
    });
  });

  test('counts hours as they pass, whatever the clock says', () => {
    const hourly = rotation({ startsAt: '2027-03-14T00:00', every: { unit: 'hour', count: 3 } });
    expect(turnAt(hourly, '2027-03-14T06:00:00.000Z')).toMatchObject({
      staffId: 'ada',
      until: '2027-03-14T09:00:00.000Z',
    });
  });

  test('leaves no moment without a turn and none with two, in any zone, unit and year', () => {
    const zones = fc.constantFrom(
      'America/Chicago',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'UTC',
    );
    fc.assert(
      fc.property(
        zones,
        fc.constantFrom('hour' as const, 'day' as const, 'week' as const, 'month' as const),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 3 * 365 * 24 * 60 }),
        (timeZone, unit, count, minutes) => {
          const any = rotation({ timeZone, every: { unit, count } });
          const at = plusSeconds('2027-03-02T00:00:00.000Z', minutes * 60);
          const turn = turnAt(any, at);
          expect(turn !== undefined && turn.from <= at && at < turn.until).toBe(true);
          expect(turnAt(any, turn?.until ?? at)?.from).toBe(turn?.until);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('hours over midnight belong to the day on which they begin', () => {
    const nights = rotation({ hours: [{ days: [5], from: '18:00', until: '08:00' }] });
    expect(onHours(nights, '2027-03-06T13:00:00.000Z')).toBe(true); // Saturday 07:00, from Friday
    expect(onHours(nights, '2027-03-06T15:00:00.000Z')).toBe(false);
    expect(onHours(nights, '2027-03-07T04:00:00.000Z')).toBe(false); // Saturday 22:00
  });
});

describe('who is on call', () => {
  const at = '2027-03-01T18:00:00.000Z';
  const span = { from: '2027-03-01T15:00:00.000Z', until: '2027-03-01T21:00:00.000Z' };
  const on = (changes: Partial<Schedule>, quiet?: RosterDefinition['quiet']) =>
    whoIsOnCall(schedule(changes), quiet, at).staffIds;

  test('is explained', () => {
    expect(whoIsOnCall(schedule(), undefined, at)).toEqual({
      staffIds: ['ada'],
      because: [{ rule: 'rotation', rotationId: 'daily', staffId: 'ada', until: '2027-03-02T15:00:00.000Z' }],
    });
  });

  test('follows overrides before, during and after: add, remove, replace', () => {
    expect(on({ overrides: [{ ...span, kind: 'add', staffId: 'dee' }] })).toEqual(['ada', 'dee']);
    expect(on({ overrides: [{ ...span, kind: 'remove', staffId: 'ada' }] })).toEqual([]);
    const replaced = schedule({
      overrides: [{ ...span, kind: 'replace', staffId: 'ada', byStaffId: 'dee' }],
    });
    const who = (moment: string) => whoIsOnCall(replaced, undefined, moment).staffIds;
    expect([who('2027-03-01T15:00:00.000Z'), who('2027-03-01T20:59:59.999Z'), who(span.until)]).toEqual([
      ['dee'],
      ['dee'],
      ['ada'],
    ]);
  });

  test('counts two identical overrides as one', () => {
    const override = { ...span, kind: 'add' as const, staffId: 'dee' };
    expect(on({ overrides: [override, { ...override }] })).toEqual(['ada', 'dee']);
  });

  test('is whom a temporary schedule names, then the upper layer, then the lower one', () => {
    expect(on({ temporary: [{ ...span, staffIds: ['dee', 'eve'] }] })).toEqual(['dee', 'eve']);
    const upper = rotation({
      rotationId: 'upper',
      staffIds: ['zoe'],
      hours: [{ days: [2], from: '00:00', until: '23:59' }],
    });
    expect(on({ layers: [rotation(), upper] })).toEqual(['ada']); // a Monday
    expect(
      whoIsOnCall(schedule({ layers: [rotation(), upper] }), undefined, '2027-03-02T18:00:00.000Z').staffIds,
    ).toEqual(['zoe']);
  });

  test('is the fallback where it is nobody’s turn, and who is away is not on call', () => {
    const away = [{ ...span, staffId: 'ada' }];
    expect(on({}, away)).toEqual([]);
    expect(on({ fallbackStaffId: 'eve' }, away)).toEqual(['eve']);
  });
});

describe('the next thirty days', () => {
  const nights = schedule({
    layers: [rotation({ hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', until: '08:00' }] })],
  });
  const now = '2027-03-08T00:00:00.000Z';

  test('show every gap, to the minute', () => {
    const gaps = coverageGaps({ ...roster(), schedules: [nights] }, now);
    expect(gaps).toHaveLength(30);
    expect(gaps[0]).toEqual({
      scheduleId: 'main',
      from: '2027-03-08T14:00:00.000Z',
      until: '2027-03-09T00:00:00.000Z',
    });
  });

  test('have shifts that follow one another without a hole', () => {
    const shifts = shiftsBetween(nights, undefined, now, plusSeconds(now, 30 * 86_400));
    for (const [index, shift] of shifts.entries()) expect(shift.from).toBe(shifts[index - 1]?.until ?? now);
    expect(nextHandOff({ ...roster(), schedules: [nights] }, now)).toBe('2027-03-08T14:00:00.000Z');
  });
});

describe('a roster is refused, with the place', () => {
  const now = '2027-03-02T00:00:00.000Z';
  const refused = (changes: Partial<RosterDefinition>) => checkRoster(roster(changes), now);
  const span = { from: '2027-03-05T00:00:00Z', until: '2027-03-06T00:00:00Z' };

  test.each<[string, Partial<RosterDefinition>, string, RegExp]>([
    [
      'that names nobody',
      { tiers: [{ staffIds: [], answerWithinSeconds: 60 }], schedules: [] },
      'tiers',
      /names nobody/,
    ],
    [
      'whose zone does not exist',
      { schedules: [schedule({ layers: [rotation({ timeZone: 'Mars/Olympus' })] })] },
      'schedules.0.layers.0.timeZone',
      /IANA/,
    ],
    [
      'whose first hand-off does not exist',
      { schedules: [schedule({ layers: [rotation({ startsAt: '2027-02-30T09:00' })] })] },
      'schedules.0.layers.0.startsAt',
      /exists/,
    ],
    [
      'with an empty rotation',
      { schedules: [schedule({ layers: [rotation(), rotation({ staffIds: [] })] })] },
      'schedules.0.layers.1.staffIds',
      /nobody/,
    ],
    ['with two schedules of one id', { schedules: [schedule(), schedule()] }, 'schedules.1', /id of another/],
    [
      'with a span that ends before it begins',
      { quiet: [{ staffId: 'ada', from: span.until, until: span.from }] },
      'quiet.0.until',
      /after/,
    ],
    [
      'with temporary schedules that overlap',
      {
        schedules: [
          schedule({
            temporary: [
              { ...span, staffIds: ['ada'] },
              { ...span, staffIds: ['bea'] },
            ],
          }),
        ],
      },
      'schedules.0.temporary.1',
      /overlaps/,
    ],
    [
      'with overrides that contradict each other',
      {
        schedules: [
          schedule({
            overrides: [
              { ...span, kind: 'add', staffId: 'dee' },
              { ...span, kind: 'remove', staffId: 'dee' },
            ],
          }),
        ],
      },
      'schedules.0.overrides.1',
      /overlaps/,
    ],
    [
      'with a replacement by nobody',
      { schedules: [schedule({ overrides: [{ ...span, kind: 'replace', staffId: 'ada' }] })] },
      'schedules.0.overrides.0.byStaffId',
      /who stands in/,
    ],
    [
      'with a replacement of a person by herself',
      {
        schedules: [
          schedule({ overrides: [{ ...span, kind: 'replace', staffId: 'ada', byStaffId: 'ada' }] }),
        ],
      },
      'schedules.0.overrides.0.byStaffId',
      /is the person/,
    ],
    [
      'with two overrides that undo each other',
      {
        schedules: [
          schedule({
            overrides: [
              { ...span, kind: 'replace', staffId: 'ada', byStaffId: 'bea' },
              { ...span, from: '2027-03-05T12:00:00Z', kind: 'replace', staffId: 'bea', byStaffId: 'ada' },
            ],
          }),
        ],
      },
      'schedules.0.overrides.1',
      /undoes another/,
    ],
    [
      'whose tier names a schedule that is not there',
      { tiers: [{ staffIds: ['ada'], scheduleIds: ['other'], answerWithinSeconds: 60 }] },
      'tiers.0.scheduleIds',
      /not there/,
    ],
    [
      'that could end in silence',
      {
        schedules: [
          schedule({ layers: [rotation({ hours: [{ days: [1], from: '09:00', until: '17:00' }] })] }),
        ],
      },
      'tiers',
      /silence.*from 2027-03-02/,
    ],
    [
      'with two plans for one severity',
      {
        plans: ['p', 'q'].map((planId) => ({
          planId,
          severities: ['high'],
          tiers: [{ staffIds: ['ada'], answerWithinSeconds: 60 }],
        })),
      },
      'plans.1',
      /another plan/,
    ],
    [
      'with two plans for one school and severity',
      {
        plans: [['north', 'west'], ['west']].map((schoolIds, index) => ({
          planId: `p${index}`,
          schoolIds,
          severities: ['high'],
          tiers: [{ staffIds: ['ada'], answerWithinSeconds: 60 }],
        })),
      },
      'plans.1',
      /another plan/,
    ],
    [
      'of which the plan of a school could',
      { plans: [{ planId: 'p', schoolIds: ['north'], tiers: [{ staffIds: [], answerWithinSeconds: 60 }] }] },
      'plans.0.tiers',
      /silence/,
    ],
    [
      'of which one plan could',
      { plans: [{ planId: 'p', tiers: [{ staffIds: [], answerWithinSeconds: 60 }] }] },
      'plans.0.tiers',
      /silence/,
    ],
  ])('%s', (_, changes, path, message) => {
    const complaint = refused(changes);
    expect(complaint?.path).toBe(path);
    expect(complaint?.message).toMatch(message);
  });

  test('and taken where a fallback, a person or everybody fills what is nobody’s turn', () => {
    expect(refused({})).toBeUndefined();
    const partly = rotation({ hours: [{ days: [1], from: '09:00', until: '17:00' }] });
    expect(refused({ schedules: [schedule({ layers: [partly], fallbackStaffId: 'eve' })] })).toBeUndefined();
    const last = { staffIds: [], everybody: true, answerWithinSeconds: 60 };
    expect(
      refused({ tiers: [...roster().tiers, last], schedules: [schedule({ layers: [partly] })] }),
    ).toBeUndefined();
  });
});

describe('the plan', () => {
  const at = '2027-03-01T18:00:00.000Z';
  const plans = [
    {
      planId: 'critical',
      severities: ['critical' as const],
      tiers: [{ staffIds: ['eve'], answerWithinSeconds: 60 }],
    },
    { planId: 'school', tiers: [{ staffIds: ['dee'], answerWithinSeconds: 60 }] },
  ];
  const first = (incident: Parameters<typeof planFor>[1]) =>
    planFor(roster({ plans }), incident, at).tiers[0]?.staffIds;

  test('is the one that the trigger names, else that of the severity, else the roster’s own', () => {
    expect(first({ severity: 'critical', planId: 'school' })).toEqual(['dee']);
    expect(first({ severity: 'critical' })).toEqual(['eve']);
    expect(first({ severity: 'high' })).toEqual(['ada']);
  });

  test('of a school is for its clients alone, and closer than the one for a severity', () => {
    const tier = (staffId: string) => [{ staffIds: [staffId], answerWithinSeconds: 60 }];
    const all = [
      { planId: 'critical', severities: ['critical' as const], tiers: tier('eve') },
      { planId: 'north', schoolIds: ['north', 'west'], tiers: tier('nora') },
      {
        planId: 'north-critical',
        schoolIds: ['north'],
        severities: ['critical' as const],
        tiers: tier('nick'),
      },
      { planId: 'named', schoolIds: ['south'], tiers: tier('sue') },
    ];
    const page = (incident: Parameters<typeof planFor>[1]) =>
      planFor(roster({ plans: all }), incident, at).tiers[0]?.staffIds[0];
    expect(page({ severity: 'critical', schoolId: 'north' })).toBe('nick');
    expect(page({ severity: 'high', schoolId: 'north' })).toBe('nora');
    expect(page({ severity: 'critical', schoolId: 'west' })).toBe('nora');
    expect(page({ severity: 'critical', schoolId: 'east' })).toBe('eve');
    expect(page({ severity: 'critical' })).toBe('eve');
    expect(page({ severity: 'high', schoolId: 'east' })).toBe('ada');
    expect(page({ severity: 'critical', schoolId: 'south', planId: 'named' })).toBe('sue');
    expect(page({ severity: 'critical', schoolId: 'north', planId: 'named' })).toBe('nick');
    expect(page({ severity: 'critical', schoolId: 'north', planId: 'critical' })).toBe('eve');
  });

  test('pages anyone who is away only where nobody else is left', () => {
    const quiet = ['ada', 'bea'].map((staffId) => ({
      staffId,
      from: '2027-03-01T00:00:00Z',
      until: '2027-03-02T00:00:00Z',
    }));
    const two = { tiers: [{ staffIds: ['ada', 'bea'], answerWithinSeconds: 60 }] };
    expect(
      planFor(normalised({ ...two, quiet: quiet.slice(0, 1) }), { severity: 'high' }, at).everybody,
    ).toEqual(['bea']);
    expect(planFor(normalised({ ...two, quiet }), { severity: 'high' }, at).everybody).toEqual([
      'ada',
      'bea',
    ]);
  });
});
