import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createActivity } from '../../local/activity.ts';
import type { Clock, Store } from '../../local/service.ts';
import { createDynamoDb } from '../../local/services/dynamodb/dynamodb.ts';
import type { DynamoDb } from '../../local/services/dynamodb/dynamodb.ts';
import type { StreamRecord } from '../../local/services/dynamodb/streams.ts';
import { createStore } from '../../local/store.ts';
import type { Json } from './fixtures/json.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const start = Date.parse('2026-11-02T09:00:00Z');
const arn = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const dataKey = 'arn:aws:kms:us-east-1:000000000000:key/data';

const records = {
  name: 'vigil-local-Records',
  shortName: 'Records',
  arn: arn('vigil-local-Records'),
  streamArn: `${arn('vigil-local-Records')}/stream/2026-01-01T00:00:00.000`,
  properties: {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'expiryShard', AttributeType: 'S' },
      { AttributeName: 'expiresAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byExpiry',
        KeySchema: [
          { AttributeName: 'expiryShard', KeyType: 'HASH' },
          { AttributeName: 'expiresAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
};
const keys = {
  name: 'vigil-local-Keys',
  shortName: 'Keys',
  arn: arn('vigil-local-Keys'),
  properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: dataKey },
  },
};

/** A clock that turns only by calls of `turn`. */
function turnedClock() {
  let now = start;
  const timers = new Set<{ dueAt: number; work: () => void }>();
  const clock: Clock = {
    now: () => now,
    at(dueAt, work) {
      const timer = { dueAt, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  async function turn(byMs: number): Promise<void> {
    const until = now + byMs;
    for (;;) {
      const next = [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.dueAt);
      next.work();
      await activity.idle();
    }
    now = until;
  }
  return { clock, turn, timers };
}

const activity = createActivity();
let time: ReturnType<typeof turnedClock>;
let stream: StreamRecord[];
let ttlAllowed: boolean;
let ttlAsked: number;
let store: Store;
let dynamodb: DynamoDb;
const open: DynamoDb[] = [];

async function boot(more: { dataDir?: string; tables?: Json[] } = {}): Promise<DynamoDb> {
  dynamodb = await createDynamoDb({
    tables: [records, keys],
    clock: time.clock,
    activity,
    store,
    emit: (streamArn, record) => {
      expect(streamArn).toBe(records.streamArn);
      stream.push(record);
    },
    ttlAllowed: () => {
      ttlAsked++;
      return ttlAllowed;
    },
    ...more,
  });
  open.push(dynamodb);
  await dynamodb.start();
  return dynamodb;
}

beforeEach(async () => {
  time = turnedClock();
  stream = [];
  ttlAllowed = true;
  ttlAsked = 0;
  store = createStore();
  await boot();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((service) => service.close()));
});

const call = (operation: string, input: Json): Promise<Json> => dynamodb.handle(operation, input);
const Key = (sk: string) => ({ pk: { S: 'c-1' }, sk: { S: sk } });
const seconds = (ms: number) => ({ N: String(Math.floor(ms / 1000)) });
const put = (sk: string, more: object = {}) =>
  call('PutItem', { TableName: records.name, Item: { ...Key(sk), ...more } });
const update = (sk: string, UpdateExpression: string, ExpressionAttributeValues?: object) =>
  call('UpdateItem', { TableName: records.name, Key: Key(sk), UpdateExpression, ExpressionAttributeValues });
const get = async (sk: string) => (await call('GetItem', { TableName: records.name, Key: Key(sk) })).Item;
const left = async () => (await dynamodb.rows('Records')).map((row: Json) => row.sk).sort();
const names = () =>
  stream.map(({ eventName, dynamodb: { Keys } }) => `${eventName} ${String(Keys['sk']?.['S'])}`);

describe('items', () => {
  test('conditions, updates, index queries and batches work as on AWS', async () => {
    await put('a', { expiryShard: { S: '0' }, expiresAt: seconds(start + DAY), n: { N: '1' } });
    expect(await update('a', 'ADD n :one', { ':one': { N: '1' } })).toEqual({});
    expect((await get('a')).n).toEqual({ N: '2' });
    const query = {
      TableName: records.name,
      IndexName: 'byExpiry',
      KeyConditionExpression: 'expiryShard = :shard AND expiresAt < :now',
      ExpressionAttributeValues: { ':shard': { S: '0' }, ':now': seconds(start + 2 * DAY) },
    };
    expect(await call('Query', query)).toMatchObject({ Count: 1, Items: [Key('a')] });
    await call('BatchWriteItem', {
      RequestItems: {
        [records.name]: [{ PutRequest: { Item: Key('b') } }, { DeleteRequest: { Key: Key('a') } }],
        [keys.name]: [{ PutRequest: { Item: { pk: { S: 'k' } } } }],
      },
    });
    const RequestItems = {
      [records.name]: { Keys: [Key('a'), Key('b')] },
      [keys.name]: { Keys: [{ pk: { S: 'k' } }] },
    };
    expect((await call('BatchGetItem', { RequestItems })).Responses).toEqual({
      [records.name]: [Key('b')],
      [keys.name]: [{ pk: { S: 'k' } }],
    });
    expect(await call('Query', query)).toMatchObject({ Count: 0 });
  });

  test('a failed condition returns the item when asked to', async () => {
    await put('a', { version: { N: '3' } });
    const stale = {
      TableName: records.name,
      Item: { ...Key('a'), version: { N: '3' } },
      ConditionExpression: 'version = :v',
      ExpressionAttributeValues: { ':v': { N: '2' } },
    };
    await expect(call('PutItem', stale)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      status: 400,
      fields: {},
    });
    await expect(
      call('PutItem', { ...stale, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      fields: { Item: { ...Key('a'), version: { N: '3' } } },
    });
  });

  test('of many concurrent writers with one expected version, one wins', async () => {
    await put('a', { version: { N: '0' } });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        call('UpdateItem', {
          TableName: records.name,
          Key: Key('a'),
          UpdateExpression: 'ADD version :one',
          ConditionExpression: 'version = :zero',
          ExpressionAttributeValues: { ':one': { N: '1' }, ':zero': { N: '0' } },
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(names()).toEqual(['INSERT a', 'MODIFY a']);
  });

  test('rows are plain values', async () => {
    const value = {
      l: { L: [{ N: '1' }, { NULL: true }] },
      m: { M: { b: { BOOL: false } } },
      s: { SS: ['x'] },
    };
    await put('a', value);
    expect(await dynamodb.rows('Records')).toEqual([
      { pk: 'c-1', sk: 'a', l: [1, null], m: { b: false }, s: ['x'] },
    ]);
    expect(await dynamodb.rows(records.name)).toHaveLength(1);
    await expect(dynamodb.rows('Nothing')).rejects.toThrow('Nothing');
  });

  test('dynalite refuses what AWS refuses', async () => {
    const validation = { code: 'ValidationException' };
    await expect(
      call('PutItem', { TableName: records.name, Item: { pk: { S: 'x' } } }),
    ).rejects.toMatchObject(validation);
    await expect(call('GetItem', { TableName: records.name, Key: { pk: { S: 'x' } } })).rejects.toMatchObject(
      validation,
    );
    await expect(call('GetItem', { TableName: 'nothing', Key: Key('a') })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
    expect(stream).toEqual([]);
  });

  test('what the stage cannot do fails loudly', async () => {
    for (const operation of ['TransactWriteItems', 'ExecuteStatement', 'UpdateTable', 'toString']) {
      expect(() => dynamodb.access(operation, {})).toThrow(operation);
      await expect(call(operation, {})).rejects.toMatchObject({ code: 'UnknownOperationException' });
    }
    await expect(call('PutItem', { TableName: records.name, Item: Key('a'), Strange: 1 })).rejects.toThrow(
      'Strange',
    );
    const table = { ...keys, properties: { ...keys.properties, KinesisStreamSpecification: {} } };
    await expect(boot({ tables: [table] })).rejects.toThrow('KinesisStreamSpecification');
  });
});

describe('stream records', () => {
  test('tell insert, modification and removal with their images, in order', async () => {
    await Promise.all([put('a', { n: { N: '1' } }), put('a', { n: { N: '2' } }), update('a', 'REMOVE n')]);
    await call('DeleteItem', { TableName: records.name, Key: Key('a') });
    const images = stream.map(({ eventName, dynamodb: { OldImage, NewImage } }) => [
      eventName,
      OldImage?.['n']?.['N'] ?? (OldImage ? '-' : undefined),
      NewImage?.['n']?.['N'] ?? (NewImage ? '-' : undefined),
    ]);
    expect(images).toEqual([
      ['INSERT', undefined, '1'],
      ['MODIFY', '1', '2'],
      ['MODIFY', '2', '-'],
      ['REMOVE', '-', undefined],
    ]);
    const numbers = stream.map((record) => record.dynamodb.SequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(stream.map(({ eventID }) => eventID)).size).toBe(4);
    expect(stream[0]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      eventSourceARN: records.streamArn,
      dynamodb: {
        ApproximateCreationDateTime: start / 1000,
        Keys: Key('a'),
        NewImage: { ...Key('a'), n: { N: '1' } },
        SequenceNumber: numbers[0],
        SizeBytes: expect.any(Number) as number,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  });

  test('no record is written when nothing changed, was refused, or has no stream', async () => {
    await put('a', { n: { N: '1' } });
    await put('a', { n: { N: '1' } });
    await call('DeleteItem', { TableName: records.name, Key: Key('never') });
    const Item = Key('a');
    await call('PutItem', {
      TableName: records.name,
      Item,
      ConditionExpression: 'attribute_not_exists(pk)',
    }).catch(() => undefined);
    await call('PutItem', { TableName: keys.name, Item: { pk: { S: 'k' } } });
    expect(names()).toEqual(['INSERT a']);
  });

  test('a batch tells each of its items', async () => {
    await put('a');
    const requests = [{ PutRequest: { Item: Key('b') } }, { DeleteRequest: { Key: Key('a') } }];
    await call('BatchWriteItem', { RequestItems: { [records.name]: requests } });
    expect(names()).toEqual(['INSERT a', 'INSERT b', 'REMOVE a']);
  });

  test('carry only the images that the view type names', async () => {
    const table = {
      ...records,
      properties: { ...records.properties, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
    };
    await boot({ tables: [table] });
    await put('a');
    await put('a', { n: { N: '1' } });
    expect(stream[1]?.dynamodb).toMatchObject({ NewImage: { n: { N: '1' } } });
    expect(stream[1]?.dynamodb).not.toHaveProperty('OldImage');
  });
});

describe('TTL', () => {
  const expiring = (sk: string, atMs: number) => put(sk, { expiresAt: seconds(atMs) });

  test('deletes a day after expiry, and says who did it', async () => {
    await expiring('a', start + 10 * DAY);
    await time.turn(11 * DAY - 1);
    // Expired, but still there, and can still be read and changed.
    expect(await get('a')).toBeDefined();
    await update('a', 'SET seen = :yes', { ':yes': { BOOL: true } });
    await time.turn(1);
    expect(await left()).toEqual([]);
    expect(stream.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      dynamodb: {
        OldImage: { seen: { BOOL: true } },
        ApproximateCreationDateTime: (start + 11 * DAY) / 1000,
      },
    });
  });

  test('a deletion by a caller names nobody', async () => {
    await expiring('a', start + DAY);
    await call('DeleteItem', { TableName: records.name, Key: Key('a') });
    await time.turn(10 * DAY);
    expect(names()).toEqual(['INSERT a', 'REMOVE a']);
    expect(stream[1]).not.toHaveProperty('userIdentity');
  });

  test('taking the date away, or moving it, cancels the deletion', async () => {
    await expiring('kept', start + DAY);
    await expiring('moved', start + DAY);
    await expiring('sooner', start + 100 * DAY);
    await update('kept', 'REMOVE expiresAt');
    await update('moved', 'SET expiresAt = :later', { ':later': seconds(start + 5 * DAY) });
    await update('sooner', 'SET expiresAt = :sooner', { ':sooner': seconds(start + DAY) });
    await time.turn(3 * DAY);
    expect(await left()).toEqual(['kept', 'moved']);
    await time.turn(3 * DAY);
    expect(await left()).toEqual(['kept']);
    await time.turn(200 * DAY);
    expect(await left()).toEqual(['kept']);
    // A date that was moved is not asked for: a fault that hits the nth deletion would miss.
    expect(ttlAsked).toBe(2);
  });

  test('a date that is no number of seconds is silently none', async () => {
    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
    await boot({ tables: [{ ...keys, properties: { ...keys.properties, TimeToLiveSpecification } }] });
    const yesterday = seconds(start - DAY);
    const dates = {
      right: yesterday,
      text: { S: yesterday.N },
      nested: { M: { expiresAt: yesterday } },
      milliseconds: { N: String(start - DAY) },
    };
    for (const [pk, expiresAt] of Object.entries(dates))
      await call('PutItem', { TableName: keys.name, Item: { pk: { S: pk }, expiresAt } });
    await time.turn(400 * DAY);
    const rows = await dynamodb.rows('Keys');
    expect(rows.map((row: Json) => row.pk).sort()).toEqual(['milliseconds', 'nested', 'text']);
  });

  test('a date more than five years past is taken for a mistake', async () => {
    await expiring('recent', start - 4.9 * 365 * DAY);
    await expiring('ancient', start - 5.1 * 365 * DAY);
    await time.turn(30 * DAY);
    expect(await left()).toEqual(['ancient']);
  });

  test('holds one timer, whatever the number of items', async () => {
    for (const day of [5, 3, 9, 1, 7]) await expiring(`day ${day}`, start + day * DAY);
    expect([...time.timers].map(({ dueAt }) => (dueAt - start) / DAY)).toEqual([2]);
    await time.turn(2 * DAY);
    expect([...time.timers].map(({ dueAt }) => (dueAt - start) / DAY)).toEqual([4]);
    await time.turn(30 * DAY);
    expect(names().filter((name) => name.startsWith('REMOVE'))).toEqual(
      [1, 3, 5, 7, 9].map((day) => `REMOVE day ${day}`),
    );
    expect(time.timers.size).toBe(0);
  });

  test('an item that a fault made it miss stays for the sweep', async () => {
    await expiring('a', start + DAY);
    ttlAllowed = false;
    await time.turn(2 * DAY);
    ttlAllowed = true;
    await time.turn(100 * DAY);
    expect(await left()).toEqual(['a']);
  });
});

describe('with a data folder', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'vigil-dynamodb-'));
    store = createStore(dataDir);
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });

  test('items, TTL dates and the order of the stream outlive a restart', async () => {
    await (
      await boot({ dataDir })
    ).handle('PutItem', {
      TableName: records.name,
      Item: { ...Key('a'), expiresAt: seconds(start + 3 * DAY) },
    });
    await dynamodb.close();
    time.timers.clear();
    await boot({ dataDir });
    expect(await left()).toEqual(['a']);
    await time.turn(4 * DAY);
    expect(await left()).toEqual([]);
    const [first, second] = stream.map((record) => record.dynamodb.SequenceNumber);
    expect(names()).toEqual(['INSERT a', 'REMOVE a']);
    expect((second ?? '') > (first ?? '')).toBe(true);
    await dynamodb.close();
  });

  test('a stream record that a kill cut off is handed over at the next start', async () => {
    let intent: Json;
    const original = store;
    store = {
      ...original,
      put: (kind, key, value) => {
        original.put(kind, key, value);
        if (kind === 'dynamodb-intent') intent = [kind, key, value];
      },
    };
    await boot({ dataDir });
    await put('a', { n: { N: '1' } });
    const handedOver = stream.splice(0);
    await dynamodb.close();
    // As if the process had been killed after the item was written and before its record was handed over.
    original.put(intent[0], intent[1], intent[2]);
    store = original;
    await boot({ dataDir });
    expect(stream).toEqual(handedOver);
    await dynamodb.close();
    await boot({ dataDir });
    expect(stream).toHaveLength(1);
    await dynamodb.close();
  });

  test('a template with other keys does not run on old items', async () => {
    await (await boot({ dataDir })).close();
    const properties = { ...keys.properties, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] };
    const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' }];
    const table = { ...keys, properties: { ...properties, AttributeDefinitions } };
    await expect(boot({ dataDir, tables: [table] })).rejects.toThrow('new data folder');
  });
});

describe('permissions', () => {
  const needs = (operation: string, input: object) =>
    dynamodb.access(operation, input).map(({ action, resource }) => [action, resource]);

  test('name the operation and the table, or the index that is queried', () => {
    expect(needs('PutItem', { TableName: records.name })).toEqual([['dynamodb:PutItem', records.arn]]);
    expect(needs('Query', { TableName: records.name, IndexName: 'byExpiry' })).toEqual([
      ['dynamodb:Query', `${records.arn}/index/byExpiry`],
    ]);
    expect(needs('GetItem', { TableName: 'nothing' })).toEqual([['dynamodb:GetItem', arn('nothing')]]);
  });

  test('of a batch name each table, and a customer managed key of a table too', () => {
    expect(needs('BatchGetItem', { RequestItems: { [records.name]: {}, [keys.name]: {} } })).toEqual([
      ['dynamodb:BatchGetItem', records.arn],
      ['dynamodb:BatchGetItem', keys.arn],
      ['kms:Decrypt', dataKey],
    ]);
  });
});
