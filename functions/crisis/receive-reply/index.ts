import { secretsClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { phonePseudonym } from '../phone-pseudonym.ts';
import { sqsReplyQueue } from '../sqs-queues.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { receiveReply } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(receiveReply);

export const handler = makeHandler({
  pseudonymOf: phonePseudonym(secretReader(secretsClient()), environment.PSEUDONYM_SECRET_ARN),
  replies: sqsReplyQueue(sqsClient(), environment.REPLY_QUEUE_URL),
  log: createLog(receiveReply.name),
});
