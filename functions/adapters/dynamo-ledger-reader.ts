import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { LedgerReader } from '../ports/ledger-reader.ts';
import type { PublishedFact } from '../ports/messaging.ts';

/** The ledger table as `dynamoLedger` writes it: one partition a tenant and hour. */
export const dynamoLedgerReader = (client: DynamoDBDocumentClient, tableName: string): LedgerReader => ({
  async factsOf(tenantId, hour, types) {
    const facts: PublishedFact[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: `#type IN (${types.map((_, index) => `:t${index}`).join(', ')})`,
          ExpressionAttributeNames: { '#type': 'type' },
          ExpressionAttributeValues: {
            ':pk': `${tenantId}#${hour}`,
            ...Object.fromEntries(types.map((type, index) => [`:t${index}`, type])),
          },
          ExclusiveStartKey: from,
        }),
      );
      facts.push(...(Items as PublishedFact[]));
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return facts;
  },
});
