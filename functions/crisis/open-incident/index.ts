import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { sqsEscalationQueue } from '../sqs-queues.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { lazyStandby } from '../load-standby.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { openIncident } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(openIncident);
const sqs = sqsClient();

const log = createLog(openIncident.name);

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
  policy: readCrisisPolicy(),
  log,
  ...lazyStandby(environment, log),
  ...sqsRetries(sqs),
  now: systemNow,
});
