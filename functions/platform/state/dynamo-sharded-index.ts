import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../../domain/instant.ts';
import type { RecordKey } from '../sealing/records.ts';
import type { DeadlineIndex, DueAggregate } from './aggregates.ts';
import { aggregateOf } from './item-key.ts';

/** One index partition takes 1,000 writes a second; four let ten thousand incidents advance together. */
const shards = 4;

const shardOf = (text: string): number => (createHash('sha256').update(text).digest()[0] ?? 0) % shards;

type ShardedIndex = DeadlineIndex | 'expiry';

export const deadlineShard = (partitionKey: string, index: DeadlineIndex): string =>
  `${index}#${shardOf(partitionKey)}`;
export const expiryShard = (recordId: string): string => `expiry#${shardOf(recordId)}`;

export const allShards = (name: ShardedIndex): string[] =>
  Array.from({ length: shards }, (_, shard) => `${name}#${shard}`);

/** All aggregates of an index whose deadline passed before `before`. */
export const dueAggregates = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  before: Instant,
  index: DeadlineIndex,
): Promise<DueAggregate[]> => {
  const rows = await queryShards(client, index, {
    TableName: tableName,
    IndexName: 'byDeadline',
    KeyConditionExpression: 'deadlineShard = :shard AND nextStepAt < :before',
    ExpressionAttributeValues: { ':before': before },
  });
  return rows.map((row) => aggregateOf(row['pk'] as string));
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
): Promise<RecordKey[]> =>
  (await dueAggregates(client, tableName, '~', `unresolved-${tenantId}`)).map(recordOfDisposition);

/** The record that a disposition is about. */
export const recordOfDisposition = ({
  ids: [tenantId = '', subject = '', recordId = ''],
}: DueAggregate): RecordKey => ({ tenantId, subject, recordId });
