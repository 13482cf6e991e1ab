import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { receiveChime as receiveChimeDeclaration } from '../../../functions/intake/receive-chime/function.ts';
import { receiveWebhook as receiveWebhookDeclaration } from '../../../functions/intake/receive-webhook/function.ts';
import { alarmOnPeople, vigilMetric } from '../../constructs/alarm.ts';
import { mayPutEvents, mayReadSecretsNamed, mayReadTenants } from '../../constructs/grants.ts';
import { QueueConsumer } from '../../constructs/queue-consumer.ts';
import { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';

/** Events in the providers' own formats: webhooks, and Chime's events on the account's default bus. */
export function addProviders(stack: Stack, { platform, crypto, data, events }: Foundation): void {
  const receiveWebhook = new VigilFunction(stack, 'receive-webhook', receiveWebhookDeclaration, {
    platform,
    environment: {
      BUS_NAME: events.bus.eventBusName,
      STATE_TABLE: data.state.tableName,
      PROVIDER_SECRET_PREFIX: crypto.providerSecretPrefix,
      PROVIDER_ID_KEY_PREFIX: crypto.providerIdKeyPrefix,
    },
    timeoutSeconds: 10, // Zoom gives up after three seconds, Calendly after fifteen
    memoryMegabytes: 1024, // a full core is the difference between one second and three at a cold start
    concurrency: 50,
    failuresGo: 'The provider waits for the answer and retries after a 5xx.',
  });
  mayPutEvents(receiveWebhook, events.bus);
  mayReadTenants(receiveWebhook, data.state);
  mayReadSecretsNamed(receiveWebhook, crypto.providerSecretPrefix, crypto.dataKey);
  mayReadSecretsNamed(receiveWebhook, crypto.providerIdKeyPrefix, crypto.dataKey);
  const endpoint = '/v1/webhooks/{provider}/{endpoint}';
  const routes = [
    { method: HttpMethod.POST, path: endpoint },
    { method: HttpMethod.PUT, path: `${endpoint}/{type}/{id}` },
    { method: HttpMethod.DELETE, path: `${endpoint}/{type}/{id}` },
  ];
  for (const { method, path } of routes)
    events.api.route(
      method,
      path,
      receiveWebhook,
      "The function verifies each provider's own signature over the raw bytes, which no authorizer sees.",
    );

  alarmOnPeople(stack, 'receive-webhook-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failuresOf(routes),
    impact: 'Webhooks of video and record systems fail: a lost connection or a warning may reach nobody.',
    runbook: 'receive-webhook-errors',
  });
  alarmOnPeople(stack, 'provider-events-unreadable', {
    topic: platform.alarmTopic,
    metric: vigilMetric('ProviderEventsUnreadable'),
    impact: 'A provider sent something about a session, a consent or a risk that Vigil cannot read.',
    runbook: 'provider-events-unreadable',
  });
  alarmOnPeople(stack, 'webhooks-unverified', {
    topic: platform.alarmTopic,
    metric: vigilMetric('WebhooksUnverified'),
    impact:
      'Webhooks to an endpoint of a tenant are refused: sessions and warnings of its platform may not arrive.',
    runbook: 'webhooks-unverified',
  });

  const { chimeTenant } = platform.config;
  if (chimeTenant === undefined) return;
  const receiveChime = new QueueConsumer(stack, receiveChimeDeclaration, {
    platform,
    environment: () => ({
      BUS_NAME: events.bus.eventBusName,
      PROVIDER_ID_KEY_PREFIX: crypto.providerIdKeyPrefix,
      TENANT_ID: chimeTenant,
    }),
    timeoutSeconds: 30,
    concurrency: 10,
    batchSize: 10,
    impact:
      'Chime events are not processed: sessions neither start nor end, and a lost connection goes unnoticed.',
  });
  mayPutEvents(receiveChime.function, events.bus);
  mayReadSecretsNamed(receiveChime.function, crypto.providerIdKeyPrefix, crypto.dataKey);
}
