import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { sqsEscalationQueue } from '../adapters/queues.ts';
import { sealedStore } from '../adapters/sealed-store.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../crisis/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import { sealedVariables } from '../runtime/sealed-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(...sealedVariables, 'ESCALATION_QUEUE_URL');
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
  policy: readCrisisPolicy(),
  log: createLog('screen-risk'),
  retrySoon: sqsRetrySoon(sqs),
  now: systemNow,
});
