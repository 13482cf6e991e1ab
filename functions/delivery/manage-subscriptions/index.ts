import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { kmsVault } from '../../platform/sealing/kms-vault.ts';
import { vaultKeys } from '../../platform/sealing/kms-vault-keys.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { newEndpointSecret } from '../endpoint-secret.ts';
import { readDeliveryPolicy } from '../policy.ts';
import { sqsDeliveryQueue } from '../sqs-delivery-queue.ts';
import { manageSubscriptions } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(manageSubscriptions);
const dynamo = documentClient();
const log = createLog(manageSubscriptions.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  vault: kmsVault(vaultKeys(environment, dynamo)),
  deliveries: sqsDeliveryQueue(sqsClient(), environment.DELIVERY_QUEUE_URL),
  newSecret: newEndpointSecret,
  policy: readDeliveryPolicy(),
  log,
  now: systemNow,
});
