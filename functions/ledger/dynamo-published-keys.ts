import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { JWK } from 'jose';
import { itemMetadata } from '../platform/aws/item-metadata.ts';
import type { PublishedKeys } from './published-keys.ts';

// No tenant's partition: ids of tenants hold no '#'.
const partition = '#signing-keys';

/** One partition of the ledger table. Its items never expire, like the digests that they verify. */
export const dynamoPublishedKeys = (client: DynamoDBDocumentClient, tableName: string): PublishedKeys => ({
  async add(jwk) {
    try {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...itemMetadata(), pk: partition, sk: jwk.kid, jwk },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },

  async all() {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': partition },
        ConsistentRead: true,
      }),
    );
    return Items.map(({ jwk }) => jwk as JWK);
  },
});
