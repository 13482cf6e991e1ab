import { documentClient, kmsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { deletedByTimeToLive, oldImage } from '../../platform/aws/dynamo-stream.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import type { SealedRecord } from '../../../domain/records/sealed-record.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { issuePurgeCertificate } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(issuePurgeCertificate);

export const handler = makeHandler({
  removalOf: (streamRecord) => {
    const record = oldImage(streamRecord) as unknown as SealedRecord | undefined;
    const removedAtSeconds = streamRecord.dynamodb?.ApproximateCreationDateTime;
    if (record === undefined || removedAtSeconds === undefined) return undefined;
    const at = new Date(removedAtSeconds * 1000).toISOString();
    return { record, byTimeToLive: deletedByTimeToLive(streamRecord), at };
  },
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  aggregates: dynamoAggregates(documentClient(), environment.STATE_TABLE),
  recoveryWindowDays: Number(environment.RECOVERY_WINDOW_DAYS),
  log: createLog(issuePurgeCertificate.name),
});
