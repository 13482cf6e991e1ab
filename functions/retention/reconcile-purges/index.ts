import { documentClient, kmsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { dynamoRecords } from '../../platform/sealing/dynamo-records.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { dueAggregates, recordOfDisposition } from '../../platform/state/dynamo-sharded-index.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { reconcilePurges } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(reconcilePurges);
const dynamo = documentClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  dueDispositions: async (before) =>
    (await dueAggregates(dynamo, environment.STATE_TABLE, before, 'disposition')).map(recordOfDisposition),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  recoveryWindowDays: Number(environment.RECOVERY_WINDOW_DAYS),
  log: createLog(reconcilePurges.name),
  now: systemNow,
});
