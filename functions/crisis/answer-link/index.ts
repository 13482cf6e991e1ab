import { documentClient, secretsClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { hmacLinkTokens } from '../hmac-link-tokens.ts';
import { sqsEscalationQueue } from '../sqs-queues.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { answerLink } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(answerLink);

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  escalation: sqsEscalationQueue(sqsClient(), environment.ESCALATION_QUEUE_URL),
  tokens: hmacLinkTokens(secretReader(secretsClient()), environment.PSEUDONYM_SECRET_ARN),
  policy: readCrisisPolicy(),
  log: createLog(answerLink.name),
  now: systemNow,
});
