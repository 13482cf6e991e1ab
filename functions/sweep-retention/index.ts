import { documentClient } from '../adapters/aws-clients.ts';
import { dynamoExpiredRecords } from '../adapters/dynamo-records.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('RECORDS_TABLE');

export const handler = makeHandler({
  records: dynamoExpiredRecords(documentClient(), environment.RECORDS_TABLE),
  log: createLog('sweep-retention'),
  now: systemNow,
});
