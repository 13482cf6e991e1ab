import { documentClient, secretsClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { phonePseudonym } from '../phone-pseudonym.ts';
import { sqsDueQueue } from '../sqs-queues.ts';
import { sealedStore } from '../../platform/sealing/sealed-store.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { sqsRetrySoon } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sealedVariables } from '../../platform/sealing/sealed-environment.ts';
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
