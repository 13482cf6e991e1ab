import { documentClient, kmsClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { sha256 } from '../../platform/aws/sha256.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { exportLedger } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(exportLedger);

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ledger: dynamoLedgerReader(documentClient(), environment.LEDGER_TABLE),
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  sha256,
  log: createLog(exportLedger.name),
  now: systemNow,
});
