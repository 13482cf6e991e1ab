import { pager } from '../sns-pager.ts';
import { sqsClient } from '../../platform/aws/aws-clients.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { applyReply } from './function.ts';
import { makeHandler } from './handler.ts';

export const handler = makeHandler({
  ...pager(readEnvironment(applyReply)),
  ...sqsRetries(sqsClient()),
  policy: readCrisisPolicy(),
  log: createLog(applyReply.name),
});
