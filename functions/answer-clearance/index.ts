import { documentClient, kmsClient, secretsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { kmsVault } from '../adapters/kms-vault.ts';
import { secretReader } from '../adapters/secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readClearancePolicies } from '../runtime/policies.ts';
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
const readSecret = secretReader(secretsClient());

export const handler = makeHandler({
  secretsOf: async (tenantId) => {
    const secret = await readSecret(`${environment.WEBHOOK_SECRET_PREFIX}${tenantId}`);
    return secret && [secret['current'], secret['previous']].filter((value) => value !== undefined);
  },
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  vault: kmsVault({
    kms: kmsClient(),
    dynamo,
    keysTable: environment.KEYS_TABLE,
    vaultKeyArn: environment.VAULT_KEY_ARN,
  }),
  policyOf: readClearancePolicies(),
  log: createLog('answer-clearance'),
  now: systemNow,
});
