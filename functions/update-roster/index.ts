import { documentClient, secretsClient, sqsClient } from '../adapters/aws-clients.ts';
import { phonePseudonym } from '../adapters/pseudonym.ts';
import { sqsDueQueue } from '../adapters/queues.ts';
import { sealedStore } from '../adapters/sealed-store.ts';
import { secretReader } from '../adapters/secrets.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import { sealedVariables } from '../runtime/sealed-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  ...sealedVariables,
  'PSEUDONYM_SECRET_ARN',
  'DEADLINE_QUEUE_URL',
);
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  lineOf: phonePseudonym(secretReader(secretsClient()), environment.PSEUDONYM_SECRET_ARN),
  log: createLog('update-roster'),
  retrySoon: sqsRetrySoon(sqs),
  dueWork: sqsDueQueue(sqs, environment.DEADLINE_QUEUE_URL),
  now: systemNow,
});
