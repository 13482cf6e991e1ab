import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DatedRecord, ExpiryIndex } from '../platform/sealing/records.ts';
import { keyOfRow } from '../platform/sealing/dynamo-records.ts';
import { epochSeconds } from '../platform/aws/epoch-seconds.ts';
import { allShards, queryShards } from '../platform/state/dynamo-sharded-index.ts';

/** Few enough to be done with in one run of a function, several times over. */
const pageSize = 50;

/** The index `byExpiry` of the Records table. */
export const dynamoExpiryIndex = (client: DynamoDBDocumentClient, tableName: string): ExpiryIndex => {
  const index = { TableName: tableName, IndexName: 'byExpiry' };
  return {
    async between(from, until) {
      const rows = await queryShards(client, 'expiry', {
        ...index,
        KeyConditionExpression: 'expiryShard = :shard AND expiresAt BETWEEN :from AND :until',
        ExpressionAttributeValues: { ':from': epochSeconds(from), ':until': epochSeconds(until) },
      });
      return rows.map((row): DatedRecord => ({
        ...keyOfRow(row),
        recordClass: row['recordClass'] as string,
        expiresAt: new Date((row['expiresAt'] as number) * 1000).toISOString(),
      }));
    },

    async page(tenantId, cursor) {
      const shards = allShards('expiry');
      const { shard, start } =
        cursor === undefined ? { shard: shards[0], start: undefined } : readCursor(cursor);
      const { Items = [], LastEvaluatedKey: next } = await client.send(
        new QueryCommand({
          ...index,
          KeyConditionExpression: 'expiryShard = :shard',
          ExpressionAttributeValues: { ':shard': shard },
          Limit: pageSize,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      const records = Items.map(keyOfRow).filter((key) => key.tenantId === tenantId);
      if (next !== undefined) return { records, cursor: writeCursor(shard, next) };
      const following = shards[shards.indexOf(shard ?? '') + 1];
      return following === undefined ? { records } : { records, cursor: writeCursor(following) };
    },
  };
};

interface Cursor {
  readonly shard: string | undefined;
  readonly start?: Record<string, unknown> | undefined;
}

const readCursor = (cursor: string): Cursor =>
  JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Cursor;

const writeCursor = (shard: string | undefined, start?: Record<string, unknown>): string =>
  Buffer.from(JSON.stringify({ shard, start })).toString('base64url');
