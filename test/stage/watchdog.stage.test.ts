import { beforeAll, beforeEach, expect, test } from 'vitest';
import { codeIn, furnish } from '../../demo/clinic.ts';
import { counted } from '../../demo/scenarios/undelivered.ts';
import type { Fault } from '../../local/stage-client.ts';
import { phones, useOnCall } from './on-call.ts';

const { clinic, next, say, finish, flag } = useOnCall();
let before = 0;

/** Heartbeats so far: each is a fact, and is counted for the alarm that fires when they are missing. */
const beats = async (): Promise<number> => {
  const facts = await clinic().stage.events('watchdog.heartbeat.v1');
  expect(await counted(clinic(), 'Heartbeat')).toBe(facts.length);
  return facts.length;
};

beforeAll(async () => {
  await furnish(clinic());
});
beforeEach(async () => {
  await clinic().stage.advance('PT2M');
  before = await beats();
});

test('it beats each minute', async () => {
  for (let minute = 1; minute <= 5; minute += 1) {
    await clinic().stage.advance('PT1M');
    expect((await beats()) - before).toBe(minute);
  }
});

test.each<[string, Fault]>([
  ['is never started', { service: 'lambda', operation: 'Invoke', error: 'ServiceUnavailable' }],
  ['cannot read', { service: 'dynamodb', operation: 'Query', error: 'InternalServerError' }],
  ['cannot write', { service: 'dynamodb', operation: 'PutItem', error: 'InternalServerError' }],
])('where it %s there is no beat, and every page goes out in time without it', async (_, fault) => {
  await clinic().stage.addFault({ ...fault, function: 'sweep-escalations', nth: '*' });
  await flag('client-unwatched');
  await next(phones.ada, 'urgent');
  await clinic().stage.advance('PT5M1S');
  const code = codeIn(await next(phones.bea, 'urgent'));
  expect(await beats()).toBe(before);

  await clinic().stage.clearFaults();
  await clinic().stage.advance('PT1M');
  expect(await beats()).toBeGreaterThan(before);
  await say(phones.bea, `${code} y`, 'it is yours');
  await next(phones.ada, 'somebody has it already');
  await finish(phones.bea, code);
});
