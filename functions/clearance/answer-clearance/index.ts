import { documentClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { kmsVault } from '../../platform/sealing/kms-vault.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { vaultKeys } from '../../platform/sealing/kms-vault-keys.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readClearancePolicies } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { answerClearance } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(answerClearance);
const dynamo = documentClient();
const log = createLog(answerClearance.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  vault: kmsVault(vaultKeys(environment, dynamo)),
  policyOf: readClearancePolicies(),
  log,
  now: systemNow,
});
