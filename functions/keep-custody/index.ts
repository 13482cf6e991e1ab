import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dynamoRecords } from '../adapters/dynamo-records.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readRetentionPolicy } from '../retention/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'RECORDS_TABLE');
const dynamo = documentClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  policy: readRetentionPolicy(),
  log: createLog('keep-custody'),
  retrySoon: sqsRetrySoon(sqsClient()),
  now: systemNow,
});
