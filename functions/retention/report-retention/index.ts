import { documentClient } from '../../platform/aws/aws-clients.ts';
import { dynamoExpiryIndex } from '../dynamo-expiry-index.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { storedPseudonyms } from '../../platform/ledger/pseudonyms.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { recordCounter } from '../../platform/sealing/dynamo-records.ts';
import { unresolvedRecords } from '../../platform/state/dynamo-sharded-index.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { reportRetention } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(reportRetention);
const dynamo = documentClient();
const aggregates = dynamoAggregates(dynamo, environment.STATE_TABLE);
const log = createLog(reportRetention.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  expiry: dynamoExpiryIndex(dynamo, environment.RECORDS_TABLE),
  pseudonyms: storedPseudonyms(aggregates, systemNow),
  aggregates,
  countRecords: recordCounter(dynamo, environment.RECORDS_TABLE),
  unresolved: (tenantId) => unresolvedRecords(dynamo, environment.STATE_TABLE, tenantId),
  log,
  now: systemNow,
});
