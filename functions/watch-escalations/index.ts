import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { sqsDueQueue, sqsEscalationQueue } from '../adapters/queues.ts';
import { dueAggregates } from '../adapters/sharded-index.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'ESCALATION_QUEUE_URL', 'DEADLINE_QUEUE_URL');
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  overdue: (before) => dueAggregates(dynamo, environment.STATE_TABLE, before, 'escalation'),
  escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
  dueWork: sqsDueQueue(sqs, environment.DEADLINE_QUEUE_URL),
  log: createLog('watch-escalations'),
  now: systemNow,
});
