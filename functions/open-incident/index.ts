import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { sqsEscalationQueue } from '../adapters/queues.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../crisis/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'ESCALATION_QUEUE_URL');
const sqs = sqsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
  policy: readCrisisPolicy(),
  log: createLog('open-incident'),
  retrySoon: sqsRetrySoon(sqs),
  now: systemNow,
});
