import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { dueAggregates } from '../../platform/state/dynamo-sharded-index.ts';
import { sqsDeliveryQueue } from '../sqs-delivery-queue.ts';
import { sweepDeliveries } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(sweepDeliveries);
const dynamo = documentClient();

export const handler = makeHandler({
  due: (before) => dueAggregates(dynamo, environment.STATE_TABLE, before, 'delivery'),
  deliveries: sqsDeliveryQueue(sqsClient(), environment.DELIVERY_QUEUE_URL),
  log: createLog(sweepDeliveries.name),
  now: systemNow,
});
