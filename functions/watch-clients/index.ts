import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../crisis/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE');

export const handler = makeHandler({
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  policy: readCrisisPolicy(),
  log: createLog('watch-clients'),
  retrySoon: sqsRetrySoon(sqsClient()),
  now: systemNow,
});
