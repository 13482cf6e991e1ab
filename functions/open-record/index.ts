import { documentClient, secretsClient } from '../adapters/aws-clients.ts';
import { sealedStore } from '../adapters/sealed-store.ts';
import { secretReader } from '../adapters/secrets.ts';
import { secretsIn } from '../adapters/tenant-secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readAccessPolicy } from '../records/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import { sealedVariables } from '../runtime/sealed-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(...sealedVariables, 'WEBHOOK_SECRET_PREFIX');
const dynamo = documentClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ...sealedStore(environment, dynamo),
  policy: readAccessPolicy(),
  log: createLog('open-record'),
  now: systemNow,
});
