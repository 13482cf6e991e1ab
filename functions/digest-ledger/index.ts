import { documentClient, kmsClient } from '../adapters/aws-clients.ts';
import { dynamoDigestWriter, dynamoLedgerReader } from '../adapters/dynamo-ledger-reader.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { sha256 } from '../adapters/sha256.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('LEDGER_TABLE', 'SIGNING_KEY_ARN', 'TENANTS');
const dynamo = documentClient();

export const handler = makeHandler({
  tenants: environment.TENANTS.split(','),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  digests: dynamoDigestWriter(dynamo, environment.LEDGER_TABLE),
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  sha256,
  log: createLog('digest-ledger'),
  now: systemNow,
});
