import { documentClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dynamoExpiredRecords } from '../adapters/dynamo-records.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'RECORDS_TABLE');
const dynamo = documentClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  records: dynamoExpiredRecords(dynamo, environment.RECORDS_TABLE),
  log: createLog('sweep-retention'),
  now: systemNow,
});
