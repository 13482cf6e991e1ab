import { documentClient, kmsClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dynamoErasableRecords } from '../adapters/dynamo-records.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { kmsSubjectKeys } from '../adapters/kms-keys.ts';
import { dueAggregates } from '../adapters/sharded-index.ts';
import { vaultKeys } from '../adapters/vault-keys.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readRetentionPolicy } from '../retention/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'STATE_TABLE',
  'RECORDS_TABLE',
  'KEYS_TABLE',
  'VAULT_KEY_ARN',
  'SIGNING_KEY_ARN',
);
const dynamo = documentClient();
const kms = kmsClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  dueErasures: async (before) =>
    (await dueAggregates(dynamo, environment.STATE_TABLE, before, 'retention-profile')).map(
      ({ ids: [tenantId = '', clientId = ''] }) => ({ tenantId, clientId }),
    ),
  records: dynamoErasableRecords(dynamo, environment.RECORDS_TABLE),
  subjectKeys: kmsSubjectKeys(vaultKeys(environment, dynamo, kms)),
  sign: kmsSigner(kms, environment.SIGNING_KEY_ARN),
  policy: readRetentionPolicy(),
  log: createLog('erase-client'),
  now: systemNow,
});
