import { documentClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { storedPseudonyms } from '../../platform/ledger/pseudonyms.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { listFacts } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(listFacts);
const dynamo = documentClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  pseudonyms: storedPseudonyms(dynamoAggregates(dynamo, environment.STATE_TABLE), systemNow),
  log: createLog(listFacts.name),
  now: systemNow,
});
