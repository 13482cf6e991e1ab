import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { sqsDueQueue, sqsEscalationQueue } from '../sqs-queues.ts';
import { dueAggregates } from '../../platform/state/dynamo-sharded-index.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sweepEscalations } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(sweepEscalations);
const dynamo = documentClient();
const sqs = sqsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  overdue: (before) => dueAggregates(dynamo, environment.STATE_TABLE, before, 'escalation'),
  escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
  dueWork: sqsDueQueue(sqs, environment.DUE_QUEUE_URL),
  log: createLog(sweepEscalations.name),
  now: systemNow,
});
