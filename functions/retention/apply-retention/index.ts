import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readRetentionPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { applyRetention } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(applyRetention);
const dynamo = documentClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  policy: readRetentionPolicy(),
  log: createLog(applyRetention.name),
  ...sqsRetries(sqsClient()),
  now: systemNow,
});
