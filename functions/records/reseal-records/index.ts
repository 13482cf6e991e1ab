import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoRecords } from '../../platform/sealing/dynamo-records.ts';
import { kmsSubjectKeys } from '../../platform/sealing/kms-keys.ts';
import { keyVersionOf, kmsVault } from '../../platform/sealing/kms-vault.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { vaultKeys } from '../../platform/sealing/kms-vault-keys.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { resealRecords } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(resealRecords);
const dynamo = documentClient();
const options = vaultKeys(environment, dynamo);

export const handler = makeHandler({
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  subjectKeys: kmsSubjectKeys(options),
  vault: kmsVault(options),
  keyVersionOf,
  log: createLog(resealRecords.name),
  ...sqsRetries(sqsClient()),
  now: systemNow,
});
