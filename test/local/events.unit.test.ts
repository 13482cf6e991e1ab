import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runStage, type RunningStage } from './fixtures/running-stage.ts';

let stage: RunningStage;
beforeEach(async () => {
  stage = await runStage();
});
afterEach(() => stage.close());

const entry = (type: string, data: object, more = {}) => ({
  EventBusName: 'facts',
  Source: 'test',
  DetailType: type,
  Detail: JSON.stringify({ data }),
  ...more,
});
const put = (...Entries: object[]) => stage.events.send(new PutEventsCommand({ Entries }));

it('carries what a rule matches along its input path to the queue and the function', async () => {
  await put(
    entry('work.asked', { name: 'urgent', urgent: true }),
    entry('work.asked', { name: 'other', urgent: false }),
  );
  await put(entry('play.asked', { name: 'play', urgent: true }));
  await stage.idle();
  expect((await stage.rows()).map(({ pk }) => pk)).toEqual(['urgent']);
  expect(await stage.control('GET', '/events?type=work.asked')).toHaveLength(2);
});

it('does not fill a queue whose policy does not let the rule in, and tells the dead-letter queue', async () => {
  await put(entry('closed', { name: 'x' }));
  await stage.idle();
  expect(await stage.queue('plain')).toMatchObject({ visible: 0, delayed: 0 });
  const [dead] = (await stage.queue('undelivered')).messages;
  expect(dead.attributes.ERROR_CODE.StringValue).toBe('NO_PERMISSIONS');
});

it('answers for each entry, and refuses an unknown bus and malformed detail', async () => {
  const good = entry('any', {});
  const answer = await put(good, { ...good, EventBusName: 'nowhere' }, { ...good, Detail: '{' });
  expect(answer.FailedEntryCount).toBe(2);
  expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    'ResourceNotFoundException',
    'MalformedDetail',
  ]);
  await expect(put(...Array.from({ length: 11 }, () => good))).rejects.toThrow('between 1 and 10');
  await expect(put(entry('any', { text: 'x'.repeat(1_048_576) }))).rejects.toThrow('over the limit');
});
