import { beforeAll, expect, test } from 'vitest';
import { codeIn, furnish } from '../../demo/clinic.ts';
import { counted } from '../../demo/scenarios/undelivered.ts';
import { phones, useOnCall } from './on-call.ts';

const { clinic, next, say, finish, nothingMore, flag, takeAndFinish, turnTo } = useOnCall();

beforeAll(async () => {
  await furnish(clinic());
});

const staffIn = async (type: string) =>
  (await clinic().stage.events(type)).map(({ detail }) => detail.data['staffId']);

test('STOP: it takes nothing, the next person is paged at once, and it is a fact and an alarm', async () => {
  await flag('client-1');
  await next(phones.ada, 'urgent');
  await clinic().answer(phones.ada, 'STOP');
  await takeAndFinish(phones.bea);
  expect(await staffIn('staff.opted-out.v1')).toEqual(['staff-ada']);
  expect(await staffIn('incident.acknowledged.v1')).toEqual(['staff-bea']);
  expect(await counted(clinic(), 'StaffOptOut')).toBe(1);
});

test('while the phone takes no texts nobody waits for it: each incident goes to the next at once', async () => {
  await clinic().stage.advance('PT2M');
  await flag('client-2');
  await takeAndFinish(phones.bea);
});

test('the daily check names whose phone takes no texts, and it is an alarm', async () => {
  const [day = ''] = new Date((await clinic().stage.now()).getTime() + 86_400_000).toISOString().split('T');
  await turnTo(`${day}T09:01:00Z`);
  const checked = (await clinic().stage.events('readiness.checked.v1')).at(-1);
  expect(checked?.detail.data).toMatchObject({ optedOutStaffIds: ['staff-ada'] });
  expect(await counted(clinic(), 'StaffUnreachable')).toBeGreaterThan(0);
});

test('START: the phone is paged again like any other, first and alone', async () => {
  await say(phones.ada, 'START', 'pages will reach you here');
  expect(await staffIn('staff.opted-in.v1')).toEqual(['staff-ada']);
  await flag('client-3');
  const code = codeIn(await next(phones.ada, 'urgent'));
  await clinic().stage.advance('PT4M50S');
  await nothingMore();
  await say(phones.ada, `${code} y`, 'it is yours');
  await finish(phones.ada, code);
  const [today = ''] = (await clinic().stage.now()).toISOString().split('T');
  await turnTo(new Date(Date.parse(`${today}T09:01:00Z`) + 86_400_000));
  const checked = (await clinic().stage.events('readiness.checked.v1')).at(-1);
  expect(checked?.detail.data).toMatchObject({ optedOutStaffIds: [] });
});
