import { documentClient, secretsClient } from '../adapters/aws-clients.ts';
import { dynamoExpiryIndex } from '../adapters/dynamo-expiry-index.ts';
import { dynamoLedgerReader } from '../adapters/dynamo-ledger-reader.ts';
import { secretReader } from '../adapters/secrets.ts';
import { unresolvedRecords } from '../adapters/sharded-index.ts';
import { secretsIn } from '../adapters/tenant-secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'RECORDS_TABLE',
  'LEDGER_TABLE',
  'WEBHOOK_SECRET_PREFIX',
);
const dynamo = documentClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  expiry: dynamoExpiryIndex(dynamo, environment.RECORDS_TABLE),
  unresolved: (tenantId) => unresolvedRecords(dynamo, environment.STATE_TABLE, tenantId),
  log: createLog('report-retention'),
  now: systemNow,
});
