import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dueAggregates } from '../state/dynamo-sharded-index.ts';

/** Later than every instant. */
const everything = '~';

const listedUnder = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  index: 'tenant' | 'former-tenant',
): Promise<string[]> =>
  (await dueAggregates(client, tableName, everything, index)).map(({ ids: [tenantId = ''] }) => tenantId);

/** All tenants that are served, suspended and leaving ones included: somebody is on call for each. */
export const servedTenants = (client: DynamoDBDocumentClient, tableName: string) => (): Promise<string[]> =>
  listedUnder(client, tableName, 'tenant');

/** All tenants that there ever were. */
export const allTenants =
  (client: DynamoDBDocumentClient, tableName: string) => async (): Promise<string[]> => {
    const lists = await Promise.all([
      listedUnder(client, tableName, 'tenant'),
      listedUnder(client, tableName, 'former-tenant'),
    ]);
    return [...new Set(lists.flat())].sort();
  };
