import { documentClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoLedgerReader } from '../../platform/ledger/dynamo-ledger-reader.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { reportLoad } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(reportLoad);

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ledger: dynamoLedgerReader(documentClient(), environment.LEDGER_TABLE),
  policy: readCrisisPolicy().load,
  log: createLog(reportLoad.name),
  now: systemNow,
});
