import { eventBridgeClient, secretsClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { eventBridgeBus } from '../../platform/bus/event-bridge-bus.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { idsOf } from '../endpoints.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { receiveChime } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(receiveChime);
const readSecret = secretReader(secretsClient());

export const handler = makeHandler({
  tenantId: environment.TENANT_ID,
  ids: () => idsOf(readSecret, environment.PROVIDER_ID_KEY_PREFIX, environment.TENANT_ID, 'chime'),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log: createLog(receiveChime.name),
  ...sqsRetries(sqsClient()),
  now: systemNow,
});
