import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { readDeliveryPolicy } from '../policy.ts';
import { sqsDeliveryQueue } from '../sqs-delivery-queue.ts';
import { fanOutFacts } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(fanOutFacts);
const sqs = sqsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  deliveries: sqsDeliveryQueue(sqs, environment.DELIVERY_QUEUE_URL),
  policy: readDeliveryPolicy(),
  log: createLog(fanOutFacts.name),
  now: systemNow,
  ...sqsRetries(sqs),
});
