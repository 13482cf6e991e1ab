import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it } from 'vitest';
import { runStage, type RunningStage } from './fixtures/running-stage.ts';

let stage: RunningStage;
afterEach(() => stage.close());

async function write(...keys: string[]) {
  const credentials = { accessKeyId: 'LOCALROOT', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: stage.url, region: 'us-east-1', credentials });
  const TableName = 'fixture-Table';
  for (const pk of keys) await client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk } } }));
  await client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: keys[0] ?? '' } } }));
  await stage.idle();
}

const delivered = async () => (await stage.said('stream')).flatMap(({ records }) => records);

it('delivers in order what the filter wants', async () => {
  stage = await runStage();
  await write('a', 'b', 'c');
  expect(await delivered()).toEqual([
    ['INSERT', 'a'],
    ['INSERT', 'b'],
    ['INSERT', 'c'],
  ]);
});

it('retries from the reported record, then sends where it stood to the failure queue and goes on', async () => {
  stage = await runStage();
  await write('a', 'poison', 'b');
  const keys = (await delivered()).map(([, key]) => key);
  expect(keys.filter((key: string) => key === 'poison')).toHaveLength(3);
  expect(keys.at(-1)).toBe('b');
  const [{ body }] = (await stage.queue('failed-records')).messages;
  const report = JSON.parse(body);
  expect(report.requestContext.condition).toBe('RetryAttemptsExhausted');
  expect(report.DDBStreamBatchInfo.startSequenceNumber).toBeTypeOf('string');
  expect(body).not.toContain('poison');
});

it('halves a batch that fails as a whole until only the bad record is given up', async () => {
  stage = await runStage({
    change: ({ stream }) => {
      stream.Properties.Environment.Variables.STREAM_FAILS = 'whole';
    },
  });
  await Promise.all([write('a'), write('b'), write('poison'), write('c')]);
  await stage.idle();
  const { messages } = await stage.queue('failed-records');
  expect(messages).toHaveLength(1);
  expect(JSON.parse(messages[0].body).DDBStreamBatchInfo.batchSize).toBe(1);
});

it('delivers each batch twice on demand', async () => {
  stage = await runStage();
  await stage.control('POST', '/faults', {
    service: 'dynamodb-streams',
    operation: 'deliver',
    error: 'duplicate',
    nth: '*',
  });
  await write('a');
  expect(await delivered()).toEqual([
    ['INSERT', 'a'],
    ['INSERT', 'a'],
  ]);
});

it('waits longer after each failure once three retries at once have failed, and goes on when the fault ends', async () => {
  stage = await runStage({
    change: ({ StreamMapping }) => {
      StreamMapping.Properties.MaximumRetryAttempts = -1;
    },
  });
  await stage.control('POST', '/faults', {
    service: 'lambda',
    operation: 'Invoke',
    function: 'stream',
    nth: '*',
    error: 'ServiceUnavailable',
  });
  await write('a');
  expect(await delivered()).toEqual([]);
  await stage.control('DELETE', '/faults');
  await stage.control('POST', '/clock/advance', { duration: 'PT2M' });
  expect(await delivered()).toEqual([['INSERT', 'a']]);
});
