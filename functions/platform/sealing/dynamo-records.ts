import { randomUUID } from 'node:crypto';
import type { Fact } from '../../../events/facts.ts';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../../domain/instant.ts';
import type {
  ErasableRecords,
  ExpiredRecords,
  ListedRecord,
  RecordKey,
  Records,
  ResealableRecords,
  StoredRecord,
} from './records.ts';
import type { PublishedFact } from '../bus/bus.ts';
import { epochSeconds } from '../aws/epoch-seconds.ts';
import { itemMetadata } from '../aws/item-metadata.ts';
import { expiryShard, queryShards } from '../state/dynamo-sharded-index.ts';

const partition = (tenantId: string, subject: string): string => `${tenantId}#${subject}`;
const primaryKey = (key: RecordKey) => ({ pk: partition(key.tenantId, key.subject), sk: key.recordId });

/** The records without their ciphertext: what a decision about them needs. */
const decisionAttributes = [
  'tenantId',
  'subject',
  'recordId',
  'recordClass',
  'eventId',
  'sealedAt',
  'retention',
  'filed',
  'purge',
  'version',
];

/** The sealed records in the Records table: one item each, partitioned by the subject whose key seals them. */
export const dynamoRecords = (
  client: DynamoDBDocumentClient,
  tableName: string,
): Records & ResealableRecords => ({
  async add(record) {
    try {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...primaryKey(record), ...itemMetadata(), ...record, version: 1, facts: [] },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'added';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { exists: { eventId: error.Item?.['eventId']?.S ?? '' } };
    }
  },

  async get(key) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: primaryKey(key), ConsistentRead: true }),
    );
    return Item as StoredRecord | undefined;
  },

  async list(tenantId, subject) {
    const records: StoredRecord[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partition(tenantId, subject) },
          ProjectionExpression: decisionAttributes.map((name) => `#${name}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(decisionAttributes.map((name) => [`#${name}`, name])),
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      records.push(...((page.Items ?? []) as StoredRecord[]));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return records;
  },

  async setRetention(record, retention, facts, now, filed) {
    const dated = retention.status === 'until';
    return conditionally('set', 'conflict', () =>
      client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: primaryKey(record),
          ConditionExpression: '#version = :version',
          // Without a date there must be no TTL attribute: what is held or unresolved is never purged. A sweep that
          // had begun is void.
          UpdateExpression:
            'SET retention = :retention, facts = :facts, #version = :next, writtenIn = :writtenIn' +
            (filed === undefined ? '' : ', filed = :filed') +
            (dated ? ', expiresAt = :expiresAt, expiryShard = :shard' : '') +
            ' REMOVE purge' +
            (dated ? '' : ', expiresAt, expiryShard'),
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':version': record.version,
            ':next': record.version + 1,
            ':writtenIn': itemMetadata().writtenIn,
            ':retention': retention,
            ':facts': savedFacts(record, facts, now),
            ...(filed === undefined ? {} : { ':filed': filed }),
            ...(dated
              ? { ':expiresAt': epochSeconds(retention.expiresAt), ':shard': expiryShard(record.recordId) }
              : {}),
          },
        }),
      ),
    );
  },

  async reseal(record, jwe, facts, now) {
    return conditionally('resealed', 'conflict', () =>
      client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: primaryKey(record),
          ConditionExpression: '#version = :version',
          UpdateExpression: 'SET jwe = :jwe, facts = :facts, #version = :next, writtenIn = :writtenIn',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':version': record.version,
            ':next': record.version + 1,
            ':writtenIn': itemMetadata().writtenIn,
            ':jwe': jwe,
            ':facts': savedFacts(record, facts, now),
          },
        }),
      ),
    );
  },
});

/** The facts of a write. A conditional write that the SDK sends twice carries the same ids twice, and counts once. */
const savedFacts = (record: ListedRecord, facts: readonly Fact[], now: Instant): PublishedFact[] => {
  const writeId = randomUUID();
  return facts.map(({ type, data }, index) => ({
    id: `${writeId}-${index}`,
    type,
    time: now,
    tenantId: record.tenantId,
    data,
  }));
};

/** What an erasure does to the Records table. */
export const dynamoErasableRecords = (
  client: DynamoDBDocumentClient,
  tableName: string,
): ErasableRecords => ({
  list: dynamoRecords(client, tableName).list,

  async erase(key, purge) {
    const there = { TableName: tableName, Key: primaryKey(key), ConditionExpression: 'attribute_exists(pk)' };
    await conditionally('erased', 'gone', async () => {
      await client.send(
        new UpdateCommand({
          ...there,
          UpdateExpression: 'SET purge = :purge, facts = :none, writtenIn = :writtenIn ADD #version :one',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':purge': purge,
            ':none': [],
            ':one': 1,
            ':writtenIn': itemMetadata().writtenIn,
          },
        }),
      );
      await client.send(new DeleteCommand(there));
    });
  },
});

/** What the sweep does to the Records table. */
export const dynamoExpiredRecords = (client: DynamoDBDocumentClient, tableName: string): ExpiredRecords => ({
  async overdue(before) {
    const rows = await queryShards(client, 'expiry', {
      TableName: tableName,
      IndexName: 'byExpiry',
      KeyConditionExpression: 'expiryShard = :shard AND expiresAt < :before',
      ExpressionAttributeValues: { ':before': epochSeconds(before) },
    });
    return rows.map(keyOfRow);
  },

  async purge(key, now) {
    const due = {
      TableName: tableName,
      Key: primaryKey(key),
      // Asked again at each step: a hold or a new date that arrives in between rescues the record.
      ConditionExpression: 'attribute_exists(pk) AND expiresAt < :now',
    };
    const nowSeconds = epochSeconds(now);
    return conditionally('purged', 'kept', async () => {
      await client.send(
        new UpdateCommand({
          ...due,
          UpdateExpression: 'SET purge = :purge, facts = :none, writtenIn = :writtenIn ADD #version :one',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':now': nowSeconds,
            ':purge': { by: 'sweep', at: now },
            ':none': [],
            ':one': 1,
            ':writtenIn': itemMetadata().writtenIn,
          },
        }),
      );
      await client.send(new DeleteCommand({ ...due, ExpressionAttributeValues: { ':now': nowSeconds } }));
    });
  },
});

export const keyOfRow = (row: Record<string, unknown>): RecordKey => {
  const [tenantId = '', subject = ''] = (row['pk'] as string).split('#');
  return { tenantId, subject, recordId: row['sk'] as string };
};

const conditionally = async <T, F>(met: T, failed: F, write: () => Promise<unknown>): Promise<T | F> => {
  try {
    await write();
    return met;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return failed;
    throw error;
  }
};

/** How many records a subject has, without reading them. */
export const recordCounter =
  (client: DynamoDBDocumentClient, tableName: string) =>
  async (tenantId: string, subject: string): Promise<number> => {
    let count = 0;
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          Select: 'COUNT',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partition(tenantId, subject) },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      count += page.Count ?? 0;
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return count;
  };
