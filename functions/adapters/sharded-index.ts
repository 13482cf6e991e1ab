import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../domain/instant.ts';
import type { RecordKey } from '../ports/records.ts';
import type { DeadlineQueue } from '../ports/aggregates.ts';

/** One index partition takes 1,000 writes a second; four let ten thousand incidents advance together. */
const shards = 4;

const shardOf = (text: string): number => (createHash('sha256').update(text).digest()[0] ?? 0) % shards;

/** `deadline` is that of incidents. */
type ShardedIndex = 'deadline' | 'presence' | 'look' | 'expiry' | DeadlineQueue;

/**
 * Incidents, presences, and sessions and clinicians are looked for by different watchdogs, and an incident must not
 * wait behind a thousand quiet rooms or a day's look ahead.
 */
export const deadlineShard = (pk: string, queue: ShardedIndex = queueOf(pk)): string =>
  `${queue}#${shardOf(pk)}`;
export const expiryShard = (recordId: string): string => `expiry#${shardOf(recordId)}`;

const queueOf = (pk: string): ShardedIndex => {
  if (pk.startsWith('presence#')) return 'presence';
  return /^(session|clinician)#/.test(pk) ? 'look' : 'deadline';
};

export const allShards = (name: ShardedIndex): string[] =>
  Array.from({ length: shards }, (_, shard) => `${name}#${shard}`);

/** The keys of all aggregates whose deadline passed before `before`. */
export const overdueAggregates = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  before: Instant,
  queue: ShardedIndex = 'deadline',
): Promise<string[]> => {
  const rows = await queryShards(client, queue, {
    TableName: tableName,
    IndexName: 'byDeadline',
    KeyConditionExpression: 'deadlineShard = :shard AND nextStepAt < :before',
    ExpressionAttributeValues: { ':before': before },
  });
  return rows.map((row) => row['pk'] as string);
};

/** Every row of an index that is split into shards, page after page. */
export const queryShards = async (
  client: DynamoDBDocumentClient,
  name: ShardedIndex,
  query: ConstructorParameters<typeof QueryCommand>[0],
): Promise<Record<string, unknown>[]> => {
  const ofShard = async (shard: string): Promise<Record<string, unknown>[]> => {
    const rows: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          ...query,
          ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':shard': shard },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      rows.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return rows;
  };
  return (await Promise.all(allShards(name).map(ofShard))).flat();
};

/** Records of a tenant for which no date is known. */
export const unresolvedRecords = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  tenantId: string,
): Promise<RecordKey[]> => {
  const pks = await overdueAggregates(client, tableName, '~', `unresolved-${tenantId}`);
  return pks.map((pk) => {
    const [, tenant = '', subject = '', recordId = ''] = pk.split('#');
    return { tenantId: tenant, subject, recordId };
  });
};
