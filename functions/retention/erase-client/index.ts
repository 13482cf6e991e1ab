import { documentClient, kmsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { dynamoErasableRecords } from '../../platform/sealing/dynamo-records.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { kmsSubjectKeys } from '../../platform/sealing/kms-keys.ts';
import { dueAggregates } from '../../platform/state/dynamo-sharded-index.ts';
import { vaultKeys } from '../../platform/sealing/kms-vault-keys.ts';
import { storedPseudonyms } from '../../platform/ledger/pseudonyms.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readRetentionPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { eraseClient } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(eraseClient);
const dynamo = documentClient();
const kms = kmsClient();

const aggregates = dynamoAggregates(dynamo, environment.STATE_TABLE);

export const handler = makeHandler({
  aggregates,
  dueErasures: async (before) =>
    (await dueAggregates(dynamo, environment.STATE_TABLE, before, 'retention-profile')).map(
      ({ ids: [tenantId = '', clientId = ''] }) => ({ tenantId, clientId }),
    ),
  records: dynamoErasableRecords(dynamo, environment.RECORDS_TABLE),
  subjectKeys: kmsSubjectKeys(vaultKeys(environment, dynamo, kms)),
  pseudonyms: storedPseudonyms(aggregates, systemNow),
  sign: kmsSigner(kms, environment.SIGNING_KEY_ARN),
  policy: readRetentionPolicy(),
  log: createLog(eraseClient.name),
  now: systemNow,
});
