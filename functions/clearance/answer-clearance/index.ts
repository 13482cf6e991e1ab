import { documentClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { kmsVault } from '../../platform/sealing/kms-vault.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { vaultKeys } from '../../platform/sealing/kms-vault-keys.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readClearancePolicies } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { answerClearance } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(answerClearance);
const dynamo = documentClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  vault: kmsVault(vaultKeys(environment, dynamo)),
  policyOf: readClearancePolicies(),
  log: createLog(answerClearance.name),
  now: systemNow,
});
