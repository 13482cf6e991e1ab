import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeIn, confirmPhones, furnish, openClinic } from '../../demo/clinic.ts';
import { riskFlagged } from '../../events/risk.ts';
import { rosterPublished } from '../../events/roster.ts';
import { phones, useOnCall } from './on-call.ts';

let number = 0;
const onCall = useOnCall();
const { clinic, next, say, finish, nothingMore, standbyTold, takeAndFinish, timeline } = onCall;

beforeAll(async () => {
  await furnish(clinic());
});
beforeEach(async () => {
  // More than a minute between tests: else they would be a storm.
  await clinic().stage.advance('PT2M');
  number += 1;
});

const client = () => `client-case-${number}`;
const flag = (clientId = client()) => onCall.flag(clientId);

describe('who is paged', () => {
  test('tier 1 at once, tier 2 when its time is over and not before, silence once it is taken', async () => {
    await flag();
    await next(phones.ada, 'urgent');
    await clinic().stage.advance('PT4M50S');
    await nothingMore();
    await clinic().stage.advance('PT15S');
    const code = codeIn(await next(phones.bea, 'urgent'));
    await say(phones.bea, `${code}Y`, 'it is yours');
    await next(phones.ada, 'somebody has it already');
    await clinic().stage.advance('PT14M');
    await finish(phones.bea, code);
  });

  test('help asked for when it is taken pages the next tier; who has it keeps it, and is not paged again', async () => {
    await flag();
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, `${code} y`, 'it is yours');
    await say(phones.ada, `${code} e`, 'others are asked to help');
    const hers = codeIn(await next(phones.bea, 'asks for help'));
    await say(phones.bea, `${hers} y`, 'you are helping');
    await next(phones.ada, 'somebody is joining you');
    await clinic().stage.advance('PT6M');
    await finish(phones.ada, code);
  });

  test('an outage over two due times: one page for each person when it is over, not one for each time', async () => {
    await flag();
    await next(phones.ada, 'urgent');
    await clinic().stage.addFault({
      service: 'dynamodb',
      operation: 'BatchGetItem',
      function: 'escalate',
      nth: '*',
      error: 'InternalServerError',
    });
    await clinic().stage.advance('PT11M');
    await clinic().stage.clearFaults();
    await clinic().stage.advance('PT2M');
    await standbyTold(phones.bea);
    const hers = codeIn(await next(phones.bea, 'urgent'));
    await say(phones.bea, `${hers} y`, 'it is yours');
    await next(phones.ada, 'somebody has it already');
    await finish(phones.bea, hers);
  });

  test('SNS refuses the text: it is not sent again, the next tier is paged at once', async () => {
    await clinic().stage.addFault({
      service: 'sns',
      operation: 'Publish',
      function: 'open-incident',
      nth: 1,
      error: 'InvalidParameter',
    });
    await flag();
    await clinic().stage.clearFaults();
    await takeAndFinish(phones.bea);
    expect(await timeline(client())).toContain('paged staff-bea');
  });

  test('a phone that is off: the next person in seconds', async () => {
    await clinic().stage.setCarrier(phones.ada, 'unreachable');
    await flag();
    await nothingMore();
    await clinic().stage.advance('PT3S');
    await clinic().stage.setCarrier(phones.ada, 'ok');
    await takeAndFinish(phones.bea);
  });

  test('the same flag twice is one incident and one page; another clinic’s flag of the same name is its own', async () => {
    const school = await openClinic(clinic().stage.url, 'demo-school');
    const dee = '+12025550121';
    await school.state(rosterPublished, {
      rosterId: 'roster-school',
      tiers: [{ staffIds: ['staff-dee'], answerWithinSeconds: 300 }],
      phones: { 'staff-dee': dee },
    });
    await confirmPhones(school, [dee]);
    await clinic().clearPhones();

    const same = { clientId: client(), trigger: 'panic-client' } as const;
    for (const { client: platform } of [clinic(), clinic(), school]) {
      await platform.sendEvent(riskFlagged, same, { id: 'flag-of-one-name' });
      await clinic().stage.idle();
    }
    await takeAndFinish(phones.ada);
    await takeAndFinish(dee);
    expect((await timeline(client())).filter((entry) => entry === 'opened')).toHaveLength(2);
  });

  test('a trigger that is worse pages again, one that is not does not', async () => {
    const answered = { clientId: client(), trigger: 'phq9-item9' } as const;
    await clinic().state(riskFlagged, answered);
    await next(phones.ada, 'urgent');
    await clinic().state(riskFlagged, answered);
    await flag();
    const code = codeIn(await next(phones.ada, 'STILL OPEN'));
    await say(phones.ada, `${code} y`, 'it is yours');
    await finish(phones.ada, code);
  });
});

describe('two were paged', () => {
  /** Ada and Bea know of it, and neither has it. */
  const pageBoth = async () => {
    await flag();
    const adas = codeIn(await next(phones.ada, 'urgent'));
    await clinic().stage.advance('PT5M');
    return [adas, codeIn(await next(phones.bea, 'urgent'))] as const;
  };

  test('who takes it is left alone and so are all others; the second is told, and it is on record', async () => {
    const [adas, beas] = await pageBoth();
    await say(phones.ada, `${adas} y`, 'it is yours');
    await next(phones.bea, 'somebody has it already');
    await say(phones.bea, `${beas} y`, 'somebody has it already');
    await clinic().stage.advance('PT14M');
    expect(await timeline(client())).toEqual([
      'opened',
      'paged staff-ada',
      'paged staff-bea',
      'acknowledged staff-ada',
    ]);
    const refused = (await clinic().stage.logs())
      .filter(({ line }) => line.includes('command-applied') && line.includes('refused'))
      .map(({ line }) => (JSON.parse(line) as { staffId: string }).staffId);
    expect(refused.at(-1)).toBe('staff-bea');
    await finish(phones.ada, adas);
  });

  test('the second may help where help was asked for, and then both are left alone', async () => {
    const [adas, beas] = await pageBoth();
    await say(phones.ada, `${adas} y`, 'it is yours');
    await next(phones.bea, 'somebody has it already');
    await say(phones.ada, `${adas} e`, 'others are asked to help');
    await next(phones.bea, 'asks for help');
    await say(phones.bea, `${beas} y`, 'you are helping');
    await next(phones.ada, 'somebody is joining you');
    await say(phones.bea, `${beas} y`, 'you are helping');
    await say(phones.ada, `${adas} a`, 'you are there');
    await clinic().stage.advance('PT14M');
    expect((await timeline(client())).slice(3)).toEqual([
      'acknowledged staff-ada',
      'escalated staff-ada',
      'paged staff-bea',
      'helper-joined staff-bea',
      'arrived staff-ada',
    ]);
    await finish(phones.ada, adas);
  });

  test('closing ends it for everybody, also for a person who was just asked to help', async () => {
    const [adas, beas] = await pageBoth();
    await say(phones.ada, `${adas} y`, 'it is yours');
    await next(phones.bea, 'somebody has it already');
    await say(phones.ada, `${adas} e`, 'others are asked to help');
    await next(phones.bea, 'asks for help');
    await finish(phones.ada, adas);
    await clinic().stage.advance('PT1H');
    await say(phones.bea, `${beas} y`, 'it is closed already');
    expect((await timeline(client())).at(-1)).toBe('task-done staff-ada');
  });

  test('it changes hands only when another accepts', async () => {
    await flag();
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, 'y', 'it is yours');
    await say(phones.ada, 'h', 'yours until somebody accepts');
    const hers = codeIn(await next(phones.bea, 'take over'));
    await say(phones.bea, `${hers} y`, 'it is yours');
    await next(phones.ada, 'taken over from you');
    await say(phones.ada, `${code} w`, 'somebody has it already');
    await finish(phones.bea, hers);
  });
});
