import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoExpiryIndex } from '../adapters/dynamo-expiry-index.ts';
import { sqsRestampQueue } from '../adapters/restamp-queue.ts';
import { sealedStore } from '../adapters/sealed-store.ts';
import { unresolvedRecords } from '../adapters/sharded-index.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readRetentionPolicy } from '../retention/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import { sealedVariables } from '../runtime/sealed-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(...sealedVariables, 'RESTAMP_QUEUE_URL');
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  expiry: dynamoExpiryIndex(dynamo, environment.RECORDS_TABLE),
  unresolved: (tenantId) => unresolvedRecords(dynamo, environment.STATE_TABLE, tenantId),
  next: sqsRestampQueue(sqs, environment.RESTAMP_QUEUE_URL),
  policy: readRetentionPolicy(),
  log: createLog('restamp-records'),
  retrySoon: sqsRetrySoon(sqs),
  now: systemNow,
});
