import { documentClient, kmsClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { issuePurgeCertificate } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(issuePurgeCertificate);

export const handler = makeHandler({
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  recoveryWindowDays: Number(environment.RECOVERY_WINDOW_DAYS),
  log: createLog(issuePurgeCertificate.name),
  ...sqsRetries(sqsClient()),
});
