import { documentClient, secretsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { kmsVault } from '../adapters/kms-vault.ts';
import { secretReader } from '../adapters/secrets.ts';
import { secretsIn } from '../adapters/tenant-secrets.ts';
import { vaultKeys } from '../adapters/vault-keys.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readClearancePolicies } from '../clearance/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'KEYS_TABLE',
  'VAULT_KEY_ARN',
  'WEBHOOK_SECRET_PREFIX',
);
const dynamo = documentClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  vault: kmsVault(vaultKeys(environment, dynamo)),
  policyOf: readClearancePolicies(),
  log: createLog('answer-clearance'),
  now: systemNow,
});
