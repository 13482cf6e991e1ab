import { beforeAll, expect, test } from 'vitest';
import { codeIn, confirmPhones } from '../../demo/clinic.ts';
import { phones, useOnCall } from './on-call.ts';

const { clinic, next, say, finish, flag, publish, takeAndFinish } = useOnCall();
const tier = (...staffIds: string[]) => ({ staffIds, answerWithinSeconds: 1800 });

beforeAll(async () => {
  await publish({ tiers: [tier('staff-ada', 'staff-bea', 'staff-cem')] });
  await confirmPhones(clinic(), Object.values(phones));
});

test('a corrected roster pages the next person within seconds; a person who left takes nothing', async () => {
  await publish({ tiers: [tier('staff-ada'), tier('staff-cem')] });
  await flag('client-corrected');
  const code = codeIn(await next(phones.ada, 'urgent'));
  await publish({ tiers: [tier('staff-bea'), tier('staff-cem')] });
  await say(phones.ada, `${code} y`, 'no longer on call here');
  const hers = codeIn(await next(phones.bea, 'urgent'));
  await say(phones.bea, `${hers} y`, 'it is yours');
  await next(phones.ada, 'somebody has it already');
  await finish(phones.bea, hers);
});

test('who has it brings it to its end after leaving; the next incident is another person’s', async () => {
  await clinic().stage.advance('PT2M');
  await publish({ tiers: [tier('staff-ada')] });
  await flag('client-kept');
  const code = codeIn(await next(phones.ada, 'urgent'));
  await say(phones.ada, `${code} y`, 'it is yours');
  await publish({ tiers: [tier('staff-bea')] });
  await clinic().stage.advance('PT15M');
  await next(phones.ada, 'are you on it');
  await say(phones.ada, `${code} a`, 'you are there');
  await finish(phones.ada, code);
  await flag('client-next');
  await takeAndFinish(phones.bea);
});

test('a roster made from one that was replaced is refused, and the one in force stays', async () => {
  await clinic().stage.advance('PT2M');
  await publish({ tiers: [tier('staff-bea')], basedOn: 'evt-unknown' });
  await publish({ tiers: [tier('staff-cem')], basedOn: 'evt-unknown' });
  await clinic().stage.advance('PT2M');
  expect(await clinic().stage.events('roster.refused.v1')).toHaveLength(2);
  await flag('client-in-force');
  await takeAndFinish(phones.bea);
});
