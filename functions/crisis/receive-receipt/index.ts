import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { sqsEscalationQueue } from '../sqs-queues.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { receiveReceipt } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(receiveReceipt);

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  escalation: sqsEscalationQueue(sqsClient(), environment.ESCALATION_QUEUE_URL),
  log: createLog(receiveReceipt.name),
});
