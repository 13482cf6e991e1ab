import { documentClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { dynamoExpiredRecords } from '../../platform/sealing/dynamo-records.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sweepRetention } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(sweepRetention);
const dynamo = documentClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  records: dynamoExpiredRecords(dynamo, environment.RECORDS_TABLE),
  log: createLog(sweepRetention.name),
  now: systemNow,
});
