import { documentClient, kmsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { deletedByTimeToLive, oldImage } from '../adapters/dynamo-stream.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import type { SealedRecord } from '../../domain/vault/sealed-record.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'SIGNING_KEY_ARN', 'RECOVERY_WINDOW_DAYS');

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
  log: createLog('certify-purge'),
});
