import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { sqsDueQueue } from '../sqs-queues.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { detectRisk } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(detectRisk);
const sqs = sqsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  dueWork: sqsDueQueue(sqs, environment.DUE_QUEUE_URL),
  policy: readCrisisPolicy(),
  log: createLog(detectRisk.name),
  ...sqsRetries(sqs),
  now: systemNow,
});
