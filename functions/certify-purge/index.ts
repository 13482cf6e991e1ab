import { documentClient, eventBridgeClient, kmsClient } from '../adapters/aws-clients.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { deletedByTimeToLive, oldImage } from '../adapters/dynamo-stream.ts';
import { eventBridgeBus } from '../adapters/event-bridge-bus.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import type { SealedRecord } from '../../domain/vault/sealed-record.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'LEDGER_TABLE',
  'BUS_NAME',
  'SIGNING_KEY_ARN',
  'RECOVERY_WINDOW_DAYS',
);

export const handler = makeHandler({
  removalOf: (streamRecord) => {
    const record = oldImage(streamRecord) as unknown as SealedRecord | undefined;
    const removedAtSeconds = streamRecord.dynamodb?.ApproximateCreationDateTime;
    if (record === undefined || removedAtSeconds === undefined) return undefined;
    const at = new Date(removedAtSeconds * 1000).toISOString();
    return { record, byTimeToLive: deletedByTimeToLive(streamRecord), at };
  },
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  ledger: dynamoLedger(documentClient(), environment.LEDGER_TABLE),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  recoveryWindowDays: Number(environment.RECOVERY_WINDOW_DAYS),
  log: createLog('certify-purge'),
});
