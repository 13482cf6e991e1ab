import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { sqsRecheckQueue } from '../sqs-recheck-queue.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readClearancePolicies } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { updateClearance } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(updateClearance);
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  rechecks: sqsRecheckQueue(sqs, environment.RECHECK_QUEUE_URL),
  policyOf: readClearancePolicies(),
  log: createLog(updateClearance.name),
  ...sqsRetries(sqs),
  now: systemNow,
});
