import { documentClient, kmsClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { sha256 } from '../../platform/aws/sha256.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
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
