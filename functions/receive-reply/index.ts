import { secretsClient, sqsClient } from '../adapters/aws-clients.ts';
import { phonePseudonym } from '../adapters/pseudonym.ts';
import { sqsReplyQueue } from '../adapters/queues.ts';
import { secretReader } from '../adapters/secrets.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('REPLY_QUEUE_URL', 'PSEUDONYM_SECRET_ARN');

export const handler = makeHandler({
  lineOf: phonePseudonym(secretReader(secretsClient()), environment.PSEUDONYM_SECRET_ARN),
  replies: sqsReplyQueue(sqsClient(), environment.REPLY_QUEUE_URL),
  log: createLog('receive-reply'),
});
