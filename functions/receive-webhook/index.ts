import { eventBridgeClient, secretsClient } from '../adapters/aws-clients.ts';
import { eventBridgeBus } from '../adapters/event-bridge-bus.ts';
import { secretReader } from '../adapters/secrets.ts';
import { storedEndpoints } from '../intake/endpoints.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  'BUS_NAME',
  'PROVIDER_SECRET_PREFIX',
  'PROVIDER_ID_KEY_PREFIX',
);

export const handler = makeHandler({
  endpointOf: storedEndpoints(secretReader(secretsClient()), {
    endpoint: environment.PROVIDER_SECRET_PREFIX,
    idKey: environment.PROVIDER_ID_KEY_PREFIX,
  }),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log: createLog('receive-webhook'),
  now: systemNow,
});
