import { documentClient, eventBridgeClient, secretsClient } from '../adapters/aws-clients.ts';
import { dynamoRecords } from '../adapters/dynamo-records.ts';
import { eventBridgeBus } from '../adapters/event-bridge-bus.ts';
import { kmsVault } from '../adapters/kms-vault.ts';
import { secretReader } from '../adapters/secrets.ts';
import { secretsIn } from '../adapters/tenant-secrets.ts';
import { vaultKeys } from '../adapters/vault-keys.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'BUS_NAME',
  'RECORDS_TABLE',
  'KEYS_TABLE',
  'VAULT_KEY_ARN',
  'WEBHOOK_SECRET_PREFIX',
);
const dynamo = documentClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  vault: kmsVault(vaultKeys(environment, dynamo)),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log: createLog('receive-event'),
  now: systemNow,
});
