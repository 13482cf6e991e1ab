import { expect, it } from 'vitest';
import { counted } from '../../demo/scenarios/undelivered.ts';
import { codeIn } from '../../demo/clinic.ts';
import { phones, useOnCall } from './on-call.ts';

/** The Monday on which daylight saving has just begun in Chicago, at night. */
const start = new Date('2027-03-15T08:40:00Z');
/** Ada's other phone. */
const second = '+12025550114';
const elevenInChicago = '2027-03-16T16:00:00Z';

const { clinic, next, say, publish, turnTo, nothingMore } = useOnCall({ now: start, drills: true });

it('is a drill at the hour that policy sets, in the time zone of the roster, once a week', async () => {
  await publish({
    tiers: [{ staffIds: ['staff-ada', 'staff-bea'], scheduleIds: ['days'], answerWithinSeconds: 300 }],
    schedules: [
      {
        scheduleId: 'days',
        layers: [
          {
            rotationId: 'daily',
            timeZone: 'America/Chicago',
            startsAt: '2027-03-01T00:00',
            every: { unit: 'week', count: 4 },
            staffIds: ['staff-ada'],
          },
        ],
      },
    ],
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea },
    contacts: { 'staff-ada': { sms: [second] } },
  });
  for (const phone of [phones.ada, second]) await next(phone, 'you are on call');
  for (const phone of [phones.ada, second, phones.bea])
    await say(phone, `${codeIn(await next(phone, 'was named'))} Y`, 'thank you');
  await turnTo(new Date(Date.parse(elevenInChicago) - 60_000));
  await nothingMore();
  await turnTo(new Date(Date.parse(elevenInChicago) + 60_000));
  await say(phones.ada, `${codeIn(await next(phones.ada, 'DRILL'))} Y`, 'DRILL');
  for (const phone of [second, phones.bea]) await next(phone, 'DRILL');
  await turnTo(new Date(Date.parse(elevenInChicago) + 26 * 3_600_000));
  const finished = await clinic().stage.events('drill.finished.v1');
  expect(finished.map(({ detail }) => detail.data)).toEqual([
    {
      answeredStaffIds: ['staff-ada'],
      silentStaffIds: ['staff-bea'],
      phones: [
        { staffId: 'staff-ada', texted: 2, refused: 0, answered: 1 },
        { staffId: 'staff-bea', texted: 1, refused: 0, answered: 0 },
      ],
    },
  ]);
  expect(await counted(clinic(), 'DrillUnanswered')).toBe(1);
});
