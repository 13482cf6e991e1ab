import type { Context } from 'aws-lambda';
import { beforeEach, expect, test } from 'vitest';
import { contactMethodKey, drillKey, rosterKey } from '../../../../functions/crisis/keys.ts';
import { readCrisisPolicy } from '../../../../functions/crisis/policy.ts';
import type { PublishedRoster } from '../../../../functions/crisis/published-roster.ts';
import { makeHandler } from '../../../../functions/crisis/start-drill/handler.ts';
import { makeHandler as makeDueWork } from '../../../../functions/crisis/process-due-work/handler.ts';
import {
  addOwner,
  answerTestMessage,
  type ContactMethod,
  newContactMethod,
} from '../../../../domain/crisis/contact-method.ts';
import type { Drill } from '../../../../domain/crisis/readiness.ts';
import { partitionKeyOf } from '../../../../functions/platform/state/item-key.ts';
import { type RecordedLog, recordedLog } from '../../../memory/recorded-log.ts';
import { deliver } from '../../sqs-event.ts';
import { createWorld, people, putRoster, type World } from '../memory.ts';

/** A Tuesday, 11:00 in Chicago, which policy names where a roster has no rotation. */
const elevenInChicago = '2027-03-02T17:00:00.000Z';
const everybody = people.map((id) => `+${id}`);

let world: World;
let log: RecordedLog;
beforeEach(() => {
  world = createWorld('2027-03-02T08:00:00.000Z');
  putRoster(world, 'clinic');
  log = recordedLog();
});

const run = (at: string, more: object = {}, tenants = ['clinic']) => {
  world.turn(at);
  return makeHandler({
    ...world,
    ...more,
    tenants: () => Promise.resolve(tenants),
    policy: readCrisisPolicy(),
    log,
  })({ time: at }, {} as Context);
};
const byOperator = (at: string) => {
  world.turn(at);
  return makeHandler({
    ...world,
    tenants: () => Promise.resolve(['clinic']),
    policy: readCrisisPolicy(),
    log,
  })({}, {} as Context);
};
const end = async (at: string) => {
  world.turn(at);
  await deliver(makeDueWork({ ...world, policy: readCrisisPolicy(), log }), {
    kind: 'drill',
    ids: ['clinic'],
  });
};
const texted = () => world.texts.map(({ number }) => number);
const item = () => world.items.get(partitionKeyOf(drillKey('clinic')));
const drill = () => item()?.state as Drill | undefined;
const inZone = (timeZone: string): void => {
  const key = partitionKeyOf(rosterKey('clinic'));
  const known = world.items.get(key);
  const roster = known?.state as PublishedRoster;
  const rotation = {
    rotationId: 'daily',
    timeZone,
    startsAt: '2027-01-01T00:00',
    every: { unit: 'day', count: 1 },
    staffIds: ['ada'],
  } as const;
  const definition = { ...roster.definition, schedules: [{ scheduleId: 'days', layers: [rotation] }] };
  world.items.set(key, { state: { ...roster, definition }, version: (known?.version ?? 0) + 1 });
};

test('an hourly run texts nobody at 3 a.m., everybody at the hour that policy sets, and nobody again that week', async () => {
  for (let hour = 0; hour < 7 * 24; hour += 1)
    await run(new Date(Date.parse('2027-03-01T09:00:00.000Z') + hour * 3_600_000).toISOString());
  expect(texted()).toEqual(everybody);
  expect(drill()).toMatchObject({ week: '2027-W09', startedAt: elevenInChicago, textedAt: elevenInChicago });
});

test("the hour is that of the roster's first rotation", async () => {
  inZone('Asia/Tokyo');
  await run(elevenInChicago);
  expect(texted()).toEqual([]);
  await run('2027-03-09T02:00:00.000Z');
  expect(texted()).toEqual(everybody);
});

test('a phone that somebody gets after the drill is tested with the next one', async () => {
  await run(elevenInChicago);
  const key = partitionKeyOf(rosterKey('clinic'));
  const roster = world.items.get(key)?.state as PublishedRoster;
  const lines = { ...roster.lines, ada: 'line-cora' };
  world.items.set(key, { state: { ...roster, lines }, version: 2 });
  await run('2027-03-02T18:00:00.000Z');
  expect(texted()).toEqual(everybody);
});

test('a drill that an outage delayed is held later that day, not at night', async () => {
  await run('2027-03-03T03:00:00.000Z');
  expect(texted()).toEqual(everybody);
  await run('2027-03-10T04:00:00.000Z');
  expect(texted()).toEqual(everybody);
});

test.each(Array.from({ length: 16 }, (_, calls) => calls + 1))(
  'after a crash at step %i it goes on: everybody is texted once or twice under one code, and it ends on time',
  async (calls) => {
    world.crashAfter(calls);
    await run(elevenInChicago).catch(() => undefined);
    world.noCrash();
    await run('2027-03-02T17:01:00.000Z');
    await run('2027-03-02T18:00:00.000Z');
    expect([...new Set(texted())].sort()).toEqual(everybody);
    expect(new Set(world.texts.map(({ number, text }) => `${number} ${text}`)).size).toBe(3);
    expect(texted().length).toBeLessThanOrEqual(4);
    expect(item()?.deadline).toBe(drill()?.answerBy);
    for (const id of people) {
      const line = world.items.get(partitionKeyOf(contactMethodKey(`line-${id}`)))?.state;
      expect(line).toMatchObject({ testMessages: [{ purpose: 'drill', staffId: id }] });
    }
  },
);

test('one that ended before its texts had left is held again the next hour', async () => {
  const fails = { records: { get: () => Promise.reject(new Error('throttled')) } };
  await expect(run(elevenInChicago, fails)).rejects.toThrow('throttled');
  await end('2027-03-02T17:30:00.000Z');
  expect(world.facts.map(({ type }) => type)).toEqual(['drill.finished.v1']);
  await run('2027-03-02T18:00:00.000Z');
  expect(texted()).toEqual(everybody);
});

test('a tenant whose drill fails costs the others nothing, and the run is tried again', async () => {
  putRoster(world, 'other');
  const get = (key: { tenantId: string; recordId: string }) =>
    key.tenantId === 'clinic' ? Promise.reject(new Error('throttled')) : world.records.get(key);
  await expect(run(elevenInChicago, { records: { get } }, ['clinic', 'other'])).rejects.toThrow('throttled');
  expect(texted()).toEqual(everybody);
  expect(log.lines).toContainEqual({
    code: 'tenant-drill-failed',
    fields: { tenantId: 'clinic', error: 'Error' },
  });
});

test('an operator starts one at any hour, also after that of the week, but not while answers are awaited', async () => {
  await byOperator('2027-03-01T23:00:00.000Z');
  await byOperator('2027-03-01T23:10:00.000Z');
  expect(texted()).toEqual(everybody);
  await end('2027-03-01T23:30:00.000Z');
  await run(elevenInChicago);
  expect(texted(), 'it was that of the week').toEqual(everybody);
  await byOperator('2027-03-02T23:00:00.000Z');
  expect(texted()).toEqual([...everybody, ...everybody]);
});

test('reaches every phone of a person and reports what came of each; one answer is enough', async () => {
  const key = partitionKeyOf(rosterKey('clinic'));
  const known = world.items.get(key)?.state as PublishedRoster;
  const moreLines = { ada: ['line-second', 'line-third'], bea: ['line-beas'] };
  world.items.set(key, { state: { ...known, moreLines }, version: 2 });
  for (const [staffId, lines] of Object.entries(moreLines))
    for (const line of lines)
      world.items.set(partitionKeyOf(contactMethodKey(line)), {
        state: addOwner(newContactMethod, { tenantId: 'clinic', staffId }),
        version: 1,
      });
  const contacts = { ada: { sms: ['+second', '+third'] }, bea: { sms: ['+beas'] } };
  world.seal(known.contactsRecordId, Object.fromEntries(people.map((id) => [id, `+${id}`])), contacts);
  const send: typeof world.sms.send = (number, text) =>
    number === '+third'
      ? Promise.resolve({ outcome: 'failed', failure: 'opted-out' })
      : world.sms.send(number, text);
  await run(elevenInChicago, { sms: { ...world.sms, send } });
  expect(texted()).toEqual(['+ada', '+second', '+bea', '+beas', '+cora']);
  const second = partitionKeyOf(contactMethodKey('line-second'));
  const line = world.items.get(second)?.state as ContactMethod;
  const answered = answerTestMessage(line, line.testMessages[0]?.code ?? '', elevenInChicago);
  world.items.set(second, { state: answered?.line, version: 9 });
  await end('2027-03-02T17:31:00.000Z');
  expect(world.facts.find(({ type }) => type === 'drill.finished.v1')?.data).toEqual({
    answeredStaffIds: ['ada'],
    silentStaffIds: ['bea', 'cora'],
    phones: [
      { staffId: 'ada', texted: 3, refused: 1, answered: 1 },
      { staffId: 'bea', texted: 2, refused: 0, answered: 0 },
      { staffId: 'cora', texted: 1, refused: 0, answered: 0 },
    ],
  });
  expect(log.counted).toMatchObject({ DrillUnanswered: 2 });
});
