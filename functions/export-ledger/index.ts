import { documentClient, kmsClient, secretsClient } from '../adapters/aws-clients.ts';
import { dynamoLedgerReader } from '../adapters/dynamo-ledger-reader.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { secretReader } from '../adapters/secrets.ts';
import { sha256 } from '../adapters/sha256.ts';
import { secretsIn } from '../adapters/tenant-secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('LEDGER_TABLE', 'SIGNING_KEY_ARN', 'WEBHOOK_SECRET_PREFIX');

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ledger: dynamoLedgerReader(documentClient(), environment.LEDGER_TABLE),
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  sha256,
  log: createLog('export-ledger'),
  now: systemNow,
});
