import { sqsClient } from '../../platform/aws/aws-clients.ts';
import { sqsReplyQueue } from '../sqs-queues.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { receiveKeyPress } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(receiveKeyPress);

export const handler = makeHandler({
  replies: sqsReplyQueue(sqsClient(), environment.REPLY_QUEUE_URL),
  log: createLog(receiveKeyPress.name),
});
