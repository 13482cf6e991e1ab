import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Aggregates } from '../ports/aggregates.ts';
import type { PublishedFact } from '../ports/messaging.ts';
import { deadlineShard } from './sharded-index.ts';
import { epochSeconds } from './epoch-seconds.ts';

/** The aggregates in the State table: one item each, `version` guarding every write. */
export const dynamoAggregates = (client: DynamoDBDocumentClient, tableName: string): Aggregates => ({
  async load(key) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { pk: key.pk }, ConsistentRead: true }),
    );
    return Item && { state: Item['state'] as never, version: Item['version'] as number };
  },

  async save(key, expectedVersion, { state, facts }, { now, deadline, queue, expiresAt }) {
    const version = expectedVersion + 1;
    const writeId = randomUUID();
    const saved: PublishedFact[] = facts.map(({ type, data }, index) => ({
      id: `${key.pk}#${version}#${index}`,
      type,
      time: now,
      tenantId: key.tenantId,
      data,
    }));
    const item = {
      pk: key.pk,
      version,
      writeId,
      state,
      facts: saved,
      ...(deadline === undefined
        ? {}
        : { deadlineShard: deadlineShard(key.pk, queue), nextStepAt: deadline }),
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
      // The SDK repeats a write whose answer was lost: then the item that stands there is our own.
      return error.Item?.['writeId']?.S === writeId ? 'saved' : 'conflict';
    }
  },
});
