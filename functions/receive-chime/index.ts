import { eventBridgeClient, secretsClient, sqsClient } from '../adapters/aws-clients.ts';
import { eventBridgeBus } from '../adapters/event-bridge-bus.ts';
import { secretReader } from '../adapters/secrets.ts';
import { sqsRetrySoon } from '../adapters/sqs-retry.ts';
import { idsOf } from '../intake/endpoints.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('BUS_NAME', 'PROVIDER_ID_KEY_PREFIX', 'TENANT_ID');
const readSecret = secretReader(secretsClient());

export const handler = makeHandler({
  tenantId: environment.TENANT_ID,
  ids: () => idsOf(readSecret, environment.PROVIDER_ID_KEY_PREFIX, environment.TENANT_ID, 'chime'),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log: createLog('receive-chime'),
  retrySoon: sqsRetrySoon(sqsClient()),
  now: systemNow,
});
