import type { KMSClient } from '@aws-sdk/client-kms';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SealedEnvironment } from './sealed-environment.ts';
import { dynamoAggregates } from '../state/dynamo-aggregates.ts';
import { dynamoRecords } from './dynamo-records.ts';
import { kmsVault } from './kms-vault.ts';
import { vaultKeys } from './kms-vault-keys.ts';

/** State, records, and the vault that opens and seals them. */
export const sealedStore = (
  environment: SealedEnvironment,
  dynamo: DynamoDBDocumentClient,
  kms?: KMSClient,
) => ({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  vault: kmsVault(vaultKeys(environment, dynamo, kms)),
});
