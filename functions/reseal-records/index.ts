import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoRecords } from '../adapters/dynamo-records.ts';
import { kmsSubjectKeys } from '../adapters/kms-keys.ts';
import { keyVersionOf, kmsVault } from '../adapters/kms-vault.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { vaultKeys } from '../adapters/vault-keys.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN');
const dynamo = documentClient();
const options = vaultKeys(environment, dynamo);

export const handler = makeHandler({
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  subjectKeys: kmsSubjectKeys(options),
  freshVault: () => kmsVault(options),
  keyVersionOf,
  log: createLog('reseal-records'),
  retrySoon: sqsRetrySoon(sqsClient()),
  now: systemNow,
});
