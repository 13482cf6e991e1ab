import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dynamoExpiryIndex } from '../adapters/dynamo-expiry-index.ts';
import { dynamoRecords } from '../adapters/dynamo-records.ts';
import { kmsVault } from '../adapters/kms-vault.ts';
import { sqsRestampQueue } from '../adapters/restamp-queue.ts';
import { unresolvedRecords } from '../adapters/sharded-index.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { vaultKeys } from '../adapters/vault-keys.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readRetentionPolicy } from '../runtime/policies.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'RECORDS_TABLE',
  'KEYS_TABLE',
  'VAULT_KEY_ARN',
  'RESTAMP_QUEUE_URL',
);
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  vault: kmsVault(vaultKeys(environment, dynamo)),
  expiry: dynamoExpiryIndex(dynamo, environment.RECORDS_TABLE),
  unresolved: (tenantId) => unresolvedRecords(dynamo, environment.STATE_TABLE, tenantId),
  next: sqsRestampQueue(sqs, environment.RESTAMP_QUEUE_URL),
  policy: readRetentionPolicy(),
  log: createLog('restamp-records'),
  retrySoon: sqsRetrySoon(sqs),
  now: systemNow,
});
