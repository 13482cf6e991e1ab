import { documentClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { kmsVault } from '../../platform/sealing/kms-vault.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { vaultKeys } from '../../platform/sealing/vault-keys.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readClearancePolicies } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
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
