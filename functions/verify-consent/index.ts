import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { sqsRecheckQueue } from '../adapters/recheck-queue.ts';
import { sealedStore } from '../adapters/sealed-store.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readClearancePolicies } from '../clearance/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import { sealedVariables } from '../runtime/sealed-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(...sealedVariables, 'RECHECK_QUEUE_URL');
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  rechecks: sqsRecheckQueue(sqs, environment.RECHECK_QUEUE_URL),
  policyOf: readClearancePolicies(),
  log: createLog('verify-consent'),
  retrySoon: sqsRetrySoon(sqs),
  now: systemNow,
});
