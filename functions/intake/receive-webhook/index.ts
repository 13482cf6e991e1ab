import { documentClient, eventBridgeClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { eventBridgeBus } from '../../platform/bus/event-bridge-bus.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { rememberedStanding } from '../../platform/tenants/standing.ts';
import { storedEndpoints } from '../endpoints.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { receiveWebhook } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(receiveWebhook);
const log = createLog(receiveWebhook.name);

export const handler = makeHandler({
  endpointOf: storedEndpoints(secretReader(secretsClient()), {
    endpoint: environment.PROVIDER_SECRET_PREFIX,
    idKey: environment.PROVIDER_ID_KEY_PREFIX,
  }),
  standingOf: rememberedStanding(dynamoAggregates(documentClient(), environment.STATE_TABLE), log),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log,
  now: systemNow,
});
