import { documentClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoExpiryIndex } from '../dynamo-expiry-index.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { storedPseudonyms } from '../../platform/ledger/pseudonyms.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { recordCounter } from '../../platform/sealing/dynamo-records.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { unresolvedRecords } from '../../platform/state/dynamo-sharded-index.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { reportRetention } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(reportRetention);
const dynamo = documentClient();
const aggregates = dynamoAggregates(dynamo, environment.STATE_TABLE);

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  expiry: dynamoExpiryIndex(dynamo, environment.RECORDS_TABLE),
  pseudonyms: storedPseudonyms(aggregates, systemNow),
  aggregates,
  countRecords: recordCounter(dynamo, environment.RECORDS_TABLE),
  unresolved: (tenantId) => unresolvedRecords(dynamo, environment.STATE_TABLE, tenantId),
  log: createLog(reportRetention.name),
  now: systemNow,
});
