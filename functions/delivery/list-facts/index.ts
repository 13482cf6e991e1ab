import { documentClient } from '../../platform/aws/aws-clients.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { storedPseudonyms } from '../../platform/ledger/pseudonyms.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { listFacts } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(listFacts);
const dynamo = documentClient();
const log = createLog(listFacts.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  pseudonyms: storedPseudonyms(dynamoAggregates(dynamo, environment.STATE_TABLE), systemNow),
  log,
  now: systemNow,
});
