import type { KMSClient } from '@aws-sdk/client-kms';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { kmsClient } from '../aws/aws-clients.ts';
import type { KmsKeysOptions } from './kms-keys.ts';
import type { WrappingKeys } from './sealed-environment.ts';

/** Where the keys of the subjects are, from the environment of the function. */
export const vaultKeys = (
  environment: { readonly KEYS_TABLE: string } & WrappingKeys,
  dynamo: DynamoDBDocumentClient,
  kms: KMSClient = kmsClient(),
): KmsKeysOptions => ({
  kms,
  dynamo,
  keysTable: environment.KEYS_TABLE,
  vaultKeyArn: environment.VAULT_KEY_ARN,
  onCallKeyArn: environment.ON_CALL_KEY_ARN,
});
