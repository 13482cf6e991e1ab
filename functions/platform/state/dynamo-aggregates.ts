import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AggregateKey, AggregateKeys, AggregatesAtOnce, Loaded, Versioned } from './aggregates.ts';
import type { PublishedFact } from '../bus/bus.ts';
import { partitionKeyOf } from './item-key.ts';
import { deadlineShard } from './dynamo-sharded-index.ts';
import { epochSeconds } from '../aws/epoch-seconds.ts';
import { itemMetadata } from '../aws/item-metadata.ts';

const maxBatchTries = 4;

/** DynamoDB left items unread again and again. */
class UnreadItemsError extends Error {
  override readonly name = 'UnreadItemsError';
  constructor(count: number) {
    super(`${count} items stayed unread after ${maxBatchTries} calls`);
  }
}

/** A newer Vigil wrote the item: reading it as something older could lose what it says. */
class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
  constructor(kind: string, schema: number) {
    super(`an item of kind ${kind} has schema ${schema}, which this version does not know`);
  }
}

const schemaOf = ({ upcasters = [] }: AggregateKey<unknown>): number => upcasters.length + 1;

const versioned = <S>(key: AggregateKey<S>, row: Readonly<Record<string, unknown>>): Versioned<S> => {
  const { state, version, schema = 1 } = row as { state: unknown; version: number; schema?: number };
  if (schema > schemaOf(key)) throw new NewerSchemaError(key.kind, schema);
  const upcasters = (key.upcasters ?? []).slice(schema - 1);
  return { state: upcasters.reduce((older, upcast) => upcast(older as never), state) as S, version };
};

/** The aggregates in the State table: one item each, `version` guarding every write. */
export const dynamoAggregates = (client: DynamoDBDocumentClient, tableName: string): AggregatesAtOnce => ({
  async load(key) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { pk: partitionKeyOf(key) }, ConsistentRead: true }),
    );
    return Item && versioned(key, Item);
  },

  async loadAll<K extends AggregateKeys>(keys: K) {
    const rows = new Map<unknown, Record<string, unknown>>();
    // A set, since BatchGetItem refuses the same key twice.
    let wanted = [
      ...new Set(Object.values(keys).flatMap((key) => (key === undefined ? [] : [partitionKeyOf(key)]))),
    ];
    // DynamoDB may leave some unread when it is busy; the SDK's pauses between calls are enough here.
    for (let tries = 0; wanted.length > 0; tries += 1) {
      if (tries === maxBatchTries) throw new UnreadItemsError(wanted.length);
      const { Responses = {} } = await client
        .send(
          new BatchGetCommand({
            RequestItems: { [tableName]: { Keys: wanted.map((pk) => ({ pk })), ConsistentRead: true } },
          }),
        )
        .then((answer) => {
          const left = new Set(answer.UnprocessedKeys?.[tableName]?.Keys?.map(({ pk }) => pk as string));
          wanted = wanted.filter((pk) => left.has(pk));
          return answer;
        });
      for (const row of Responses[tableName] ?? []) rows.set(row['pk'], row);
    }
    const loaded = (key: AggregateKey<unknown> | undefined) => {
      const row = key && rows.get(partitionKeyOf(key));
      return row && versioned(key, row);
    };
    return Object.fromEntries(
      Object.entries(keys).map(([name, key]) => [name, loaded(key)]),
    ) as unknown as Loaded<K>;
  },

  async save(key, expectedVersion, { state, facts }, { now, deadline, index, expiresAt }) {
    const pk = partitionKeyOf(key);
    const version = expectedVersion + 1;
    const writeId = randomUUID();
    const saved: PublishedFact[] = facts.map(({ type, data }, position) => ({
      // Opaque: the id goes into the ledger, which names no client.
      id: `${writeId}-${position}`,
      type,
      time: now,
      tenantId: key.tenantId,
      data,
    }));
    const item = {
      pk,
      ...itemMetadata(schemaOf(key)),
      version,
      writeId,
      state,
      facts: saved,
      // The filter of the table's stream: `publish-facts` receives no other writes.
      ...(saved.length === 0 ? {} : { hasFacts: true }),
      ...(deadline === undefined
        ? {}
        : { deadlineShard: deadlineShard(pk, index ?? key.index ?? 'escalation'), nextStepAt: deadline }),
      ...(expiresAt === undefined ? {} : { expiresAt: epochSeconds(expiresAt) }),
    };
    try {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: item,
          ...(expectedVersion === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#version = :expected',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':expected': expectedVersion },
              }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'saved';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The SDK repeats a write whose answer was lost: then the stored item is our own.
      return error.Item?.['writeId']?.S === writeId ? 'saved' : 'conflict';
    }
  },
});
