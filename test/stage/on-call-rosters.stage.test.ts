import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Clinic, codeIn, confirmPhones, openClinic, phones } from '../../demo/clinic.ts';
import type { Stated } from '../../events/define.ts';
import { riskFlagged } from '../../events/risk-flagged.ts';
import { rosterPublished } from '../../events/roster-published.ts';
import { startStage, type Stage } from '../../local/stage.ts';
import { expectedTexts } from './expected-texts.ts';

/** The evening before daylight saving time begins in Chicago: 2027-03-14, 02:00 becomes 03:00. */
const start = new Date('2027-03-13T04:00:00Z');

let stage: Stage;
let clinic: Clinic;
const { next, say, finish, nothingMore, forget } = expectedTexts(() => clinic);

beforeAll(async () => {
  stage = await startStage({ assembly: 'cdk.out', environments: 24, now: start });
  clinic = await openClinic(stage.url);
  await publish({ tiers: [{ staffIds: ['staff-ada', 'staff-bea'], answerWithinSeconds: 300 }] });
  await confirmPhones(clinic, Object.values(phones));
});
afterAll(async () => {
  await stage.close();
});
afterEach(async () => {
  await nothingMore();
  await forget();
});

type Roster = Stated<typeof rosterPublished.data, NonNullable<typeof rosterPublished.sealed>['fields']>;
const publish = (roster: Omit<Roster, 'rosterId' | 'phones'>) =>
  clinic.state(rosterPublished, {
    rosterId: 'roster-main',
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea },
    ...roster,
  });
const flag = (clientId: string) => clinic.state(riskFlagged, { clientId, trigger: 'panic-client' });
/** Taken by whoever was paged, and brought to its end. */
const takeAndFinish = async (phone: string): Promise<void> => {
  const code = codeIn(await next(phone, 'urgent'));
  await say(phone, `${code} y`, 'it is yours');
  await finish(phone, code);
};
/** In a turn of hours the watchdog is thinned: what is to happen on the minute is turned to in two steps. */
const turnTo = async (moment: string): Promise<void> => {
  const seconds = Math.round((Date.parse(moment) - (await clinic.stage.now()).getTime()) / 1000);
  await clinic.stage.advance(`PT${seconds}S`);
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
        ...empty.map((id) => ({ staffIds: [], scheduleIds: [id], answerWithinSeconds: 600 })),
        { staffIds: ['staff-bea'], answerWithinSeconds: 600 },
      ],
      schedules: empty.map(nobodyNow),
    });
    await next(phones.ada, 'the roster changed');
    await flag('client-empty-tiers');
    await takeAndFinish(phones.bea);
    const skipped = await clinic.stage.events('incident.tier-skipped.v1');
    expect(skipped.map(({ detail }) => [detail.data['tier'], detail.data['reason']])).toEqual(
      empty.map((_, tier) => [tier, 'empty']),
    );
  });

  test('a clinic without one: an alarm each minute, and a page as soon as there is one', async () => {
    const school = await openClinic(stage.url, 'demo-school');
    await school.state(riskFlagged, { clientId: 'pupil-1', trigger: 'panic-client' });
    await clinic.stage.advance('PT2M');
    const skipped = (await clinic.stage.events('incident.tier-skipped.v1')).filter(
      ({ detail }) => detail.data['reason'] === 'nobody-on-roster',
    );
    expect(skipped.length).toBeGreaterThanOrEqual(2);
    await school.state(rosterPublished, {
      rosterId: 'roster-school',
      tiers: [{ staffIds: ['staff-dee'], answerWithinSeconds: 300 }],
      phones: { 'staff-dee': '+12025550121' },
    });
    await confirmPhones(school, ['+12025550121']);
    await clinic.stage.advance('PT61S');
    const [page, ...more] = await school.textsOn('+12025550121');
    expect(page).toContain('urgent');
    expect(more).toEqual([]);
    const code = codeIn(page);
    for (const words of ['y', 'w', 'c4', 'f', 'r']) await school.answer('+12025550121', `${code} ${words}`);
  });

  test('hand-offs keep to the clock on the wall where the clocks are put forward, and whoever comes on is paged', async () => {
    await turnTo('2027-03-13T12:00:00Z');
    await publish({
      tiers: [{ staffIds: [], scheduleIds: ['daily'], answerWithinSeconds: 600 }],
      schedules: [
        {
          scheduleId: 'daily',
          layers: [
            {
              rotationId: 'daily',
              timeZone: 'America/Chicago',
              startsAt: '2027-03-12T09:00',
              every: { unit: 'day', count: 1 },
              staffIds: ['staff-ada', 'staff-bea'],
            },
          ],
          // Ada stands in for Bea from 21:00 on the 15th, Chicago time, until midnight.
          overrides: [
            {
              from: '2027-03-16T02:00:00Z',
              until: '2027-03-16T05:00:00Z',
              kind: 'replace',
              staffId: 'staff-bea',
              byStaffId: 'staff-ada',
            },
          ],
        },
      ],
    });
    await next(phones.ada, 'you are on call from now');
    await next(phones.ada, 'the roster changed');
    await next(phones.bea, 'the roster changed');
    // 09:00 in Chicago is 15:00 in London on the last day of winter time,
    await turnTo('2027-03-13T14:59:00Z');
    expect((await clinic.textsOn(phones.bea)).length).toBe(1);
    await turnTo('2027-03-13T15:02:00Z');
    await next(phones.bea, 'you are on call from now');
    await next(phones.ada, 'your shift has ended');
    // and 14:00 on the first of summer time: 23 hours later.
    await turnTo('2027-03-14T13:59:00Z');
    expect((await clinic.textsOn(phones.ada)).length).toBe(3);
    await turnTo('2027-03-14T14:02:00Z');
    await next(phones.ada, 'you are on call from now');
    await next(phones.bea, 'your shift has ended');
    await flag('client-sunday');
    await takeAndFinish(phones.ada);
    await turnTo('2027-03-15T13:59:00Z');
    await turnTo('2027-03-15T14:02:00Z');
    await next(phones.bea, 'you are on call from now');
    await next(phones.ada, 'your shift has ended');
  });

  test('an override pages who stands in, exactly while it lasts', async () => {
    await turnTo('2027-03-16T01:58:00Z');
    await flag('client-before');
    await takeAndFinish(phones.bea);
    await turnTo('2027-03-16T02:02:00Z');
    await next(phones.ada, 'you are on call from now');
    await next(phones.bea, 'your shift has ended');
    await flag('client-during');
    await takeAndFinish(phones.ada);
    await turnTo('2027-03-16T04:59:00Z');
    await turnTo('2027-03-16T05:02:00Z');
    await next(phones.bea, 'you are on call from now');
    await next(phones.ada, 'your shift has ended');
    await flag('client-after');
    await takeAndFinish(phones.bea);
  });
});
