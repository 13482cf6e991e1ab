import { documentClient, secretsClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { hmacLinkTokens } from '../adapters/link-tokens.ts';
import { sqsEscalationQueue } from '../adapters/queues.ts';
import { secretReader } from '../adapters/secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../crisis/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'ESCALATION_QUEUE_URL',
  'PSEUDONYM_SECRET_ARN',
);

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  escalation: sqsEscalationQueue(sqsClient(), environment.ESCALATION_QUEUE_URL),
  tokens: hmacLinkTokens(secretReader(secretsClient()), environment.PSEUDONYM_SECRET_ARN),
  policy: readCrisisPolicy(),
  log: createLog('answer-link'),
  now: systemNow,
});
