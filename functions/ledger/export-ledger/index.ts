import { documentClient, kmsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { sha256 } from '../../platform/aws/sha256.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { exportLedger } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(exportLedger);
const dynamo = documentClient();
const log = createLog(exportLedger.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  sign: kmsSigner(kmsClient(), environment.SIGNING_KEY_ARN),
  sha256,
  log,
  now: systemNow,
});
