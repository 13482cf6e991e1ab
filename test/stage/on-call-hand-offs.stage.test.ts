import { beforeAll, describe, expect, test } from 'vitest';
import { confirmPhones } from '../../demo/clinic.ts';
import { type Name, phones, type Published, useOnCall } from './on-call.ts';

/** Everybody's turn is a day, handed on at this time of the clock on the wall. */
const daily = (timeZone: string, startsAt: string, ...names: Name[]): Published => ({
  tiers: [{ staffIds: [], scheduleIds: ['daily'], answerWithinSeconds: 600 }],
  schedules: [
    {
      scheduleId: 'daily',
      layers: [
        {
          rotationId: 'daily',
          timeZone,
          startsAt,
          every: { unit: 'day', count: 1 },
          staffIds: names.map((name) => `staff-${name}`),
        },
      ],
    },
  ],
});
const minutes = (moment: string, count: number) => new Date(Date.parse(moment) + count * 60_000);

// Lord Howe Island's clocks go by half an hour: back at 02:00 (+11) on 4 April 2027, forward at 02:00 (+10:30) on 3 October.
describe.each([
  {
    what: 'an hour forward',
    zone: 'America/Chicago',
    startsAt: '2027-03-12T09:00',
    handOffs: ['2027-03-13T15:00:00Z', '2027-03-14T14:00:00Z'],
  },
  {
    what: 'an hour back',
    zone: 'America/Chicago',
    startsAt: '2027-11-05T09:00',
    handOffs: ['2027-11-06T14:00:00Z', '2027-11-07T15:00:00Z'],
  },
  {
    what: 'half an hour back',
    zone: 'Australia/Lord_Howe',
    startsAt: '2027-04-02T09:00',
    handOffs: ['2027-04-02T22:00:00Z', '2027-04-03T22:30:00Z'],
  },
  {
    what: 'half an hour forward',
    zone: 'Australia/Lord_Howe',
    startsAt: '2027-10-01T09:00',
    handOffs: ['2027-10-01T22:30:00Z', '2027-10-02T22:00:00Z'],
  },
  {
    what: 'half an hour back, handed on in the half-hour that comes twice',
    zone: 'Australia/Lord_Howe',
    startsAt: '2027-04-02T01:45',
    handOffs: ['2027-04-02T14:45:00Z', '2027-04-03T14:45:00Z', '2027-04-04T15:15:00Z'],
  },
  {
    what: 'half an hour forward, handed on in the half-hour that does not come',
    zone: 'Australia/Lord_Howe',
    startsAt: '2027-10-01T02:15',
    handOffs: ['2027-10-01T15:45:00Z', '2027-10-02T15:45:00Z', '2027-10-03T15:15:00Z'],
  },
])('where the clocks are put $what', ({ zone, startsAt, handOffs }) => {
  const first = handOffs[0] ?? '';
  const { clinic, next, flag, publish, takeAndFinish, turnTo } = useOnCall({ now: minutes(first, -60) });

  beforeAll(async () => {
    await publish(daily(zone, startsAt, 'ada', 'bea'));
    await confirmPhones(clinic(), [phones.ada, phones.bea]);
  });

  test('each hand-off is at its moment: until then the one is paged, from then on the other', async () => {
    for (const [index, at] of handOffs.entries()) {
      const [was, is] = index % 2 === 0 ? [phones.ada, phones.bea] : [phones.bea, phones.ada];
      await turnTo(minutes(at, -2));
      await flag(`client-${index}-before`);
      await takeAndFinish(was);
      await turnTo(at);
      await flag(`client-${index}-after`);
      await takeAndFinish(is);
      await turnTo(minutes(at, 2));
      await next(is, 'you are on call from now');
      await next(was, 'your shift has ended');
    }
    expect(await clinic().stage.events('roster.handed-off.v1')).toHaveLength(1 + handOffs.length);
  });
});

describe('somebody who is taken off the roster in mid-turn', () => {
  const { clinic, next, flag, publish, takeAndFinish, turnTo } = useOnCall({
    now: new Date('2027-05-04T15:00:00Z'),
  });

  test('is told, the turns go on among the others, and the last is followed by the first', async () => {
    await publish(daily('America/Chicago', '2027-05-03T09:00', 'ada', 'bea', 'cem'));
    await confirmPhones(clinic(), Object.values(phones));
    await flag('client-bea');
    await takeAndFinish(phones.bea);

    const { ada, cem } = phones;
    await publish({
      ...daily('America/Chicago', '2027-05-03T09:00', 'ada', 'cem'),
      phones: { 'staff-ada': ada, 'staff-cem': cem },
    });
    await next(cem, 'you are on call from now');
    await next(phones.bea, 'your shift has ended');
    for (const phone of Object.values(phones)) await next(phone, 'the roster changed');
    await clinic().stage.advance('PT2M');
    await flag('client-cem');
    await takeAndFinish(cem);
    await turnTo('2027-05-05T13:58:00Z');
    await turnTo('2027-05-05T14:02:00Z');
    await next(ada, 'you are on call from now');
    await next(cem, 'your shift has ended');
    await flag('client-ada');
    await takeAndFinish(ada);
  });
});
