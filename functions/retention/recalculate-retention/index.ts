import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoExpiryIndex } from '../dynamo-expiry-index.ts';
import { sqsRecalculationQueue } from '../sqs-recalculation-queue.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { unresolvedRecords } from '../../platform/state/dynamo-sharded-index.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readRetentionPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { recalculateRetention } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(recalculateRetention);
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  expiry: dynamoExpiryIndex(dynamo, environment.RECORDS_TABLE),
  unresolved: (tenantId) => unresolvedRecords(dynamo, environment.STATE_TABLE, tenantId),
  next: sqsRecalculationQueue(sqs, environment.RECALCULATION_QUEUE_URL),
  policy: readRetentionPolicy(),
  log: createLog(recalculateRetention.name),
  ...sqsRetries(sqs),
  now: systemNow,
});
