import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { dynamoRecords } from '../../platform/sealing/dynamo-records.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readRetentionPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { updateRetentionProfile } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(updateRetentionProfile);
const dynamo = documentClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  policy: readRetentionPolicy(),
  log: createLog(updateRetentionProfile.name),
  ...sqsRetries(sqsClient()),
  now: systemNow,
});
