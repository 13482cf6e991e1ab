import { documentClient, kmsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dynamoRecords } from '../adapters/dynamo-records.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { dueAggregates, recordOfDisposition } from '../adapters/sharded-index.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'RECORDS_TABLE',
  'SIGNING_KEY_ARN',
  'RECOVERY_WINDOW_DAYS',
);
const dynamo = documentClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  dueDispositions: async (before) =>
    (await dueAggregates(dynamo, environment.STATE_TABLE, before, 'disposition')).map(recordOfDisposition),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  recoveryWindowDays: Number(environment.RECOVERY_WINDOW_DAYS),
  log: createLog('prove-purges'),
  now: systemNow,
});
