import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { sealedStore } from '../adapters/sealed-store.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readRetentionPolicy } from '../retention/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import { sealedVariables } from '../runtime/sealed-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(...sealedVariables);
const dynamo = documentClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  policy: readRetentionPolicy(),
  log: createLog('seal-record'),
  retrySoon: sqsRetrySoon(sqsClient()),
  now: systemNow,
});
