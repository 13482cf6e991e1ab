import { documentClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { sealedStore } from '../../platform/sealing/sealed-store.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readAccessPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sealedVariables } from '../../platform/sealing/sealed-environment.ts';
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
