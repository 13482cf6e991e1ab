import { documentClient, kmsClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dynamoRecords } from '../adapters/dynamo-records.ts';
import { kmsVault } from '../adapters/kms-vault.ts';
import { sqsEscalationQueue } from '../adapters/queues.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../runtime/policies.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'RECORDS_TABLE',
  'KEYS_TABLE',
  'VAULT_KEY_ARN',
  'ESCALATION_QUEUE_URL',
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
  escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
  policy: readCrisisPolicy(),
  log: createLog('screen-risk'),
  retrySoon: sqsRetrySoon(sqs),
  now: systemNow,
});
