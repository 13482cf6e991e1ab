import { documentClient, secretsClient } from '../adapters/aws-clients.ts';
import { dynamoLedgerReader } from '../adapters/dynamo-ledger-reader.ts';
import { secretReader } from '../adapters/secrets.ts';
import { secretsIn } from '../adapters/tenant-secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../crisis/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('LEDGER_TABLE', 'WEBHOOK_SECRET_PREFIX');

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ledger: dynamoLedgerReader(documentClient(), environment.LEDGER_TABLE),
  policy: readCrisisPolicy().load,
  log: createLog('report-load'),
  now: systemNow,
});
