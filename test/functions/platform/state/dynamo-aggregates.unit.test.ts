import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { documentClient } from '../../../../functions/platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../../../functions/platform/state/dynamo-aggregates.ts';

process.env['AWS_REGION'] = 'us-east-1';
const table = mockClient(DynamoDBDocumentClient);
const aggregates = dynamoAggregates(documentClient(), 'State');

const key = { kind: 'incident', ids: ['clinic', 'client-1'], tenantId: 'clinic' };
const pk = 'incident#clinic#client-1';
const now = '2027-03-01T10:00:00.000Z';
const decided = { state: { count: 1 }, facts: [] };

const written = () => table.commandCalls(PutCommand).map(({ args: [{ input }] }) => input);
const conditionFailed = (Item?: ConditionalCheckFailedException['Item']) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(Item === undefined ? {} : { Item }),
  });

beforeEach(() => {
  table.reset();
});

describe('an aggregate in the State table', () => {
  test('is read consistently: an escalation must not decide on what was', async () => {
    table.on(GetCommand).resolves({ Item: { pk, version: 3, state: { count: 1 }, facts: [] } });
    expect(await aggregates.load(key)).toEqual({ state: { count: 1 }, version: 3 });
    expect(table.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'State',
      Key: { pk },
      ConsistentRead: true,
    });
  });

  test('is written first only where nothing stands', async () => {
    table.on(PutCommand).resolves({});
    await aggregates.save(key, 0, decided, { now });
    expect(written()).toMatchObject([
      { TableName: 'State', Item: { version: 1 }, ConditionExpression: 'attribute_not_exists(pk)' },
    ]);
  });

  test('is written later only over the version that was read', async () => {
    table.on(PutCommand).resolves({});
    await aggregates.save(key, 7, decided, { now });
    expect(written()).toMatchObject([
      {
        Item: { pk, version: 8, state: { count: 1 }, facts: [] },
        ConditionExpression: '#version = :expected',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':expected': 7 },
      },
    ]);
  });

  test('is marked where it carries facts: the stream of the table is filtered by that', async () => {
    table.on(PutCommand).resolves({});
    const facts = [{ type: 'incident.opened.v1', data: {} }];
    await aggregates.save(key, 0, { ...decided, facts }, { now });
    await aggregates.save(key, 1, decided, { now });
    const [stating, silent] = written().map(({ Item }) => Item);
    expect(stating).toMatchObject({ hasFacts: true, facts: [{ type: 'incident.opened.v1' }] });
    expect(silent).not.toHaveProperty('hasFacts');
  });

  test('has its deadline where the watchdog’s index finds it, and none where there is none', async () => {
    table.on(PutCommand).resolves({});
    await aggregates.save(key, 1, decided, { now, deadline: '2027-03-01T10:05:00.000Z' });
    await aggregates.save(key, 2, decided, { now, expiresAt: '2027-03-01T10:00:00.001Z' });
    const [open, closed] = written().map(({ Item }) => Item);
    expect(open).toMatchObject({
      deadlineShard: expect.stringMatching(/^escalation#[0-3]$/) as string,
      nextStepAt: '2027-03-01T10:05:00.000Z',
    });
    expect(open).not.toHaveProperty('expiresAt');
    expect(closed).not.toHaveProperty('deadlineShard');
    expect(closed).not.toHaveProperty('nextStepAt');
    // Seconds, rounded up: never gone early.
    expect(closed).toMatchObject({ expiresAt: Date.parse('2027-03-01T10:00:01Z') / 1000 });
  });
});

describe('a write whose condition fails', () => {
  test('is a conflict where somebody else’s item stands there', async () => {
    table.on(PutCommand).rejects(conditionFailed({ writeId: { S: 'of somebody else' } }));
    expect(await aggregates.save(key, 7, decided, { now })).toBe('conflict');
  });

  test('is a conflict where no item stands there any more', async () => {
    table.on(PutCommand).rejects(conditionFailed());
    expect(await aggregates.save(key, 7, decided, { now })).toBe('conflict');
  });

  test('is saved where its own first try stands there, whose answer was lost', async () => {
    table.on(PutCommand).callsFake((input: { Item: { writeId: string } }) => {
      throw conditionFailed({ writeId: { S: input.Item.writeId } });
    });
    expect(await aggregates.save(key, 7, decided, { now })).toBe('saved');
    expect(written()).toMatchObject([{ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }]);
  });

  test('has an id of its own each time, so that two identical decisions are not taken for one', async () => {
    table.on(PutCommand).resolves({});
    await aggregates.save(key, 7, decided, { now });
    await aggregates.save(key, 7, decided, { now });
    expect(new Set(written().map(({ Item }) => Item?.['writeId'] as string)).size).toBe(2);
  });
});

test('any other error is a fault and not a conflict', async () => {
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  table.on(PutCommand).rejects(throttled);
  await expect(aggregates.save(key, 7, decided, { now })).rejects.toThrow('slow down');
});
