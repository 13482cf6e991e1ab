import { documentClient, secretsClient } from '../adapters/aws-clients.ts';
import { dynamoLedgerReader } from '../adapters/dynamo-ledger-reader.ts';
import { secretReader } from '../adapters/secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readCrisisPolicy } from '../runtime/policies.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('LEDGER_TABLE', 'WEBHOOK_SECRET_PREFIX');
const readSecret = secretReader(secretsClient());

export const handler = makeHandler({
  secretsOf: async (tenantId) => {
    const secret = await readSecret(`${environment.WEBHOOK_SECRET_PREFIX}${tenantId}`);
    return secret && [secret['current'], secret['previous']].filter((value) => value !== undefined);
  },
  ledger: dynamoLedgerReader(documentClient(), environment.LEDGER_TABLE),
  policy: readCrisisPolicy().load,
  log: createLog('report-load'),
  now: systemNow,
});
