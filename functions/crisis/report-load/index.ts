import { documentClient } from '../../platform/aws/aws-clients.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { reportLoad } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(reportLoad);
const dynamo = documentClient();
const log = createLog(reportLoad.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  ledger: dynamoLedgerReader(dynamo, environment.LEDGER_TABLE),
  policy: readCrisisPolicy().load,
  log,
  now: systemNow,
});
