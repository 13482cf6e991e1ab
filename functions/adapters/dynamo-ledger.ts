import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerExpiry, ledgerKey } from '../../domain/ledger/ledger-key.ts';
import type { Ledger } from '../ports/messaging.ts';
import { epochSeconds } from './epoch-seconds.ts';

/** The ledger table: one partition a tenant and hour. Its writers may put and nothing else; the condition keeps them from overwriting. */
export const dynamoLedger = (client: DynamoDBDocumentClient, tableName: string): Ledger => ({
  async append(fact) {
    const { hour, position } = ledgerKey(fact);
    try {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: {
            pk: `${fact.tenantId}#${hour}`,
            sk: position,
            ...fact,
            expiresAt: epochSeconds(ledgerExpiry(fact.time)),
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
});
