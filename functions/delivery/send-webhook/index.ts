import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { kmsVault } from '../../platform/sealing/kms-vault.ts';
import { vaultKeys } from '../../platform/sealing/kms-vault-keys.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { readDeliveryPolicy } from '../policy.ts';
import { sendWebhook } from './function.ts';
import { makeHandler } from './handler.ts';
import { httpsPost } from './https-post.ts';

const environment = readEnvironment(sendWebhook);
const dynamo = documentClient();

export const handler = makeHandler({
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  vault: kmsVault(vaultKeys(environment, dynamo)),
  post: httpsPost,
  policy: readDeliveryPolicy(),
  log: createLog(sendWebhook.name),
  now: systemNow,
  ...sqsRetries(sqsClient()),
});
