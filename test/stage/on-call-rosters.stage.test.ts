import { beforeAll, describe, expect, test } from 'vitest';
import { codeIn, confirmPhones, openClinic } from '../../demo/clinic.ts';
import { counted } from '../../demo/scenarios/undelivered.ts';
import { riskFlagged } from '../../events/risk.ts';
import { rosterOverrideAdded, rosterOverrideRemoved, rosterPublished } from '../../events/roster.ts';
import { type Name, phones, type Published, useOnCall } from './on-call.ts';

/** An evening in Chicago, winter time over. */
const start = new Date('2027-03-15T01:00:00Z');

const { clinic, next, say, finish, flag, publish, takeAndFinish, turnTo } = useOnCall({ now: start });
const always = { answerWithinSeconds: 600 };

beforeAll(async () => {
  await publish({ tiers: [{ staffIds: ['staff-ada', 'staff-bea', 'staff-cem'], ...always }] });
  await confirmPhones(clinic(), Object.values(phones));
});

const alwaysAda = {
  rotationId: 'ada',
  timeZone: 'America/Chicago',
  startsAt: '2027-03-01T09:00',
  every: { unit: 'week' as const, count: 1 },
  staffIds: ['staff-ada'],
};

/** A schedule that has people in a week, and nobody before. */
const nobodyNow = (scheduleId: string) => ({
  scheduleId,
  layers: [],
  temporary: [{ from: '2027-03-23T00:00:00Z', until: '2027-03-24T00:00:00Z', staffIds: ['staff-ada'] }],
});

describe('a roster', () => {
  test('five tiers in which nobody is on call beside one that has somebody: that one is paged at once, and it is said', async () => {
    const empty = ['one', 'two', 'three', 'four', 'five'];
    await publish({
      tiers: [
        ...empty.map((id) => ({ staffIds: [], scheduleIds: [id], ...always })),
        { staffIds: ['staff-bea'], ...always },
      ],
      schedules: empty.map(nobodyNow),
    });
    await next(phones.ada, 'the roster changed');
    await flag('client-empty-tiers');
    await takeAndFinish(phones.bea);
    const skipped = await clinic().stage.events('incident.tier-skipped.v1');
    expect(skipped.map(({ detail }) => [detail.data['tier'], detail.data['reason']])).toEqual(
      empty.map((_, tier) => [tier, 'empty']),
    );
  });

  const tiers = [{ staffIds: ['staff-ada'], ...always }];
  test.each<[what: string, broken: Published, place: string]>([
    ['names nobody', { tiers: [{ staffIds: [], ...always }] }, 'tiers'],
    [
      'names somebody without a phone',
      { tiers: [{ staffIds: ['staff-eve'], ...always }] },
      'tiers.0.staffIds',
    ],
    [
      'names a schedule that is not there',
      { tiers: [...tiers, { staffIds: [], scheduleIds: ['nights'], ...always }] },
      'tiers.1.scheduleIds',
    ],
    [
      'has a time zone that does not exist',
      { tiers, schedules: [{ scheduleId: 'nights', layers: [{ ...alwaysAda, timeZone: 'Mars/Olympus' }] }] },
      'schedules.0.layers.0.timeZone',
    ],
    [
      'could end in silence',
      { tiers: [{ staffIds: [], scheduleIds: ['later'], ...always }], schedules: [nobodyNow('later')] },
      'tiers',
    ],
  ])(
    'that %s is refused with the place of the fault, and the one before counts on',
    async (_, broken, place) => {
      await expect(publish(broken)).rejects.toThrow(`data.${place}`);
      await clinic().stage.advance('PT2M');
      await flag('client-good-roster');
      await takeAndFinish(phones.bea);
    },
  );

  test('a clinic without one: an alarm each minute, and a page as soon as there is one', async () => {
    const school = await openClinic(clinic().stage.url, 'demo-school');
    const dee = '+12025550121';
    await school.state(riskFlagged, { clientId: 'pupil-1', trigger: 'panic-client' });
    await clinic().stage.advance('PT2M');
    expect(await counted(clinic(), 'NobodyToPage')).toBeGreaterThanOrEqual(2);
    await school.state(rosterPublished, {
      rosterId: 'roster-school',
      tiers: [{ staffIds: ['staff-dee'], answerWithinSeconds: 300 }],
      phones: { 'staff-dee': dee },
    });
    const verify = codeIn(await next(dee, 'was named for on-call pages'));
    await say(dee, `${verify} Y`, 'thank you');
    await clinic().stage.advance('PT61S');
    await takeAndFinish(dee);
  });
});

describe('an override', () => {
  const kinds = ['add', 'replace', 'remove'] as const;
  /** Ada is always on call; Bea helps on the 16th, stands in on the 17th, and on the 18th Ada is off: 09:00 to 21:00 in Chicago. */
  const dayOf = (kind: (typeof kinds)[number]) => `2027-03-${16 + kinds.indexOf(kind)}`;
  const overrides = kinds.map((kind) => ({
    kind,
    from: `${dayOf(kind)}T09:00:00-05:00`,
    until: `${dayOf(kind)}T21:00:00-05:00`,
    staffId: kind === 'add' ? 'staff-bea' : 'staff-ada',
    ...(kind === 'replace' ? { byStaffId: 'staff-bea' } : {}),
  }));

  beforeAll(async () => {
    await publish({
      tiers: [{ staffIds: [], scheduleIds: ['days'], ...always }],
      schedules: [
        {
          scheduleId: 'days',
          layers: [alwaysAda],
          overrides,
          fallbackStaffId: 'staff-cem',
        },
      ],
    });
    await clinic().clearPhones();
  });

  test.each<[kind: (typeof kinds)[number], during: Name[]]>([
    ['add', ['ada', 'bea']],
    ['replace', ['bea']],
    ['remove', ['cem']],
  ])('that is to %s pages exactly whom it says, from its first moment to its last', async (kind, during) => {
    const pagedAre = async (names: readonly Name[]) => {
      await flag(`client-${kind}`);
      const [first = 'ada', ...others] = names;
      for (const other of others) await next(phones[other], 'urgent');
      const code = codeIn(await next(phones[first], 'urgent'));
      await say(phones[first], `${code} y`, 'it is yours');
      for (const other of others) await next(phones[other], 'somebody has it already');
      await finish(phones[first], code);
    };
    const came = during.filter((name) => name !== 'ada');
    const left = during.includes('ada') ? [] : (['ada'] as const);

    await turnTo(`${dayOf(kind)}T00:00:00-05:00`);
    await pagedAre(['ada']);
    await turnTo(`${dayOf(kind)}T08:58:00-05:00`);
    await pagedAre(['ada']);
    await turnTo(`${dayOf(kind)}T09:00:00-05:00`);
    await pagedAre(during);
    await turnTo(`${dayOf(kind)}T09:02:00-05:00`);
    for (const name of came) await next(phones[name], 'you are on call from now');
    for (const name of left) await next(phones[name], 'your shift has ended');
    await turnTo(`${dayOf(kind)}T20:58:00-05:00`);
    await pagedAre(during);
    await turnTo(`${dayOf(kind)}T21:00:00-05:00`);
    await pagedAre(['ada']);
    await turnTo(`${dayOf(kind)}T21:02:00-05:00`);
    for (const name of left) await next(phones[name], 'you are on call from now');
    for (const name of came) await next(phones[name], 'your shift has ended');
  });

  test('that is added by itself counts for open incidents within seconds, outlasts a new roster, and can be withdrawn', async () => {
    const { stage, state } = clinic();
    const nights = {
      tiers: [
        { staffIds: [], scheduleIds: ['days'], ...always },
        { staffIds: ['staff-cem'], ...always },
      ],
      schedules: [{ scheduleId: 'days', layers: [alwaysAda], fallbackStaffId: 'staff-ada' }],
    };
    await publish(nights);
    await turnTo('2027-03-25T12:00:00Z');
    await clinic().clearPhones();
    await flag('client-single');
    await next(phones.ada, 'urgent');

    const sick = {
      overrideId: 'sick-ada',
      scheduleId: 'days',
      kind: 'replace',
      staffId: 'staff-ada',
    } as const;
    const span = { from: '2027-03-25T12:00:00Z', until: '2027-03-26T12:00:00Z' };
    await state(rosterOverrideAdded, { ...sick, byStaffId: 'staff-bea', ...span });
    await next(phones.ada, 'your shift has ended');
    await next(phones.ada, 'the roster changed');
    await next(phones.bea, 'you are on call from now');
    await takeAndFinish(phones.bea);
    await next(phones.ada, 'somebody has it already');
    await publish({ ...nights, rounds: 2 });
    await flag('client-next-roster');
    await takeAndFinish(phones.bea);

    await state(rosterOverrideAdded, { ...sick, overrideId: 'odd', byStaffId: 'staff-zed', ...span });
    await stage.advance('PT1S');
    const odd = (await stage.events('roster.override-ineffective.v1')).map(({ detail }) => detail.data);
    expect(odd).toMatchObject([{ overrideId: 'odd', scheduleId: 'days', reason: 'staff-unknown' }]);

    await state(rosterOverrideRemoved, { overrideId: 'sick-ada' });
    await next(phones.bea, 'your shift has ended');
    await next(phones.ada, 'you are on call from now');
    await next(phones.ada, 'the roster changed');
    await flag('client-withdrawn');
    await takeAndFinish(phones.ada);
  });
});
