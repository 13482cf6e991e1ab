import { eventBridgeClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { eventBridgeBus } from '../../platform/bus/event-bridge-bus.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { storedEndpoints } from '../endpoints.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { receiveWebhook } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(receiveWebhook);

export const handler = makeHandler({
  endpointOf: storedEndpoints(secretReader(secretsClient()), {
    endpoint: environment.PROVIDER_SECRET_PREFIX,
    idKey: environment.PROVIDER_ID_KEY_PREFIX,
  }),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log: createLog(receiveWebhook.name),
  now: systemNow,
});
