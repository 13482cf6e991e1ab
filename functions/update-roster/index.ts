import { documentClient, kmsClient, secretsClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dynamoRecords } from '../adapters/dynamo-records.ts';
import { kmsVault } from '../adapters/kms-vault.ts';
import { sqsDeadlineQueue } from '../adapters/queues.ts';
import { phonePseudonym } from '../adapters/pseudonym.ts';
import { secretReader } from '../adapters/secrets.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'RECORDS_TABLE',
  'KEYS_TABLE',
  'VAULT_KEY_ARN',
  'PSEUDONYM_SECRET_ARN',
  'DEADLINE_QUEUE_URL',
);
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  vault: kmsVault({
    kms: kmsClient(),
    dynamo,
    keysTable: environment.KEYS_TABLE,
    vaultKeyArn: environment.VAULT_KEY_ARN,
  }),
  lineOf: phonePseudonym(secretReader(secretsClient()), environment.PSEUDONYM_SECRET_ARN),
  log: createLog('update-roster'),
  retrySoon: sqsRetrySoon(sqs),
  deadlines: sqsDeadlineQueue(sqs, environment.DEADLINE_QUEUE_URL),
  now: systemNow,
});
