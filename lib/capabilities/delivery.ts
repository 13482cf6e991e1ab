import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { fanOutFacts as fanOutFactsDeclaration } from '../../functions/delivery/fan-out-facts/function.ts';
import { listFacts as listFactsDeclaration } from '../../functions/delivery/list-facts/function.ts';
import { manageSubscriptions as manageSubscriptionsDeclaration } from '../../functions/delivery/manage-subscriptions/function.ts';
import { sendWebhook as sendWebhookDeclaration } from '../../functions/delivery/send-webhook/function.ts';
import { sweepDeliveries as sweepDeliveriesDeclaration } from '../../functions/delivery/sweep-deliveries/function.ts';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import {
  mayQueryIndex,
  maySend,
  mayUseDeliveryKeys,
  mayUseItemsNamed,
  mayVerifySenders,
} from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { VigilFunction } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';

/** Items that only delivery uses: `send-webhook`, which talks to strangers, reads nothing about a client's care. */
const deliveryItems = [
  'subscriptions#*',
  'delivery#*',
  'delivery-of-fact#*',
  'delivery-sequence#*',
  'endpoint-health#*',
];
const deliveryKeys = ['*#delivery'];

/** Delivery: facts go to the HTTPS endpoints that tenants have subscribed. */
export function addDelivery(stack: Stack, foundation: Foundation): void {
  const { platform, crypto, data, events } = foundation;
  const keys = { KEYS_TABLE: data.keys.tableName, VAULT_KEY_ARN: crypto.vaultKey.keyArn };

  const sendWebhook = new QueueConsumer(stack, sendWebhookDeclaration, {
    platform,
    environment: () => ({ ...keys, STATE_TABLE: data.state.tableName }),
    timeoutSeconds: 30, // an endpoint has ten seconds to answer
    concurrency: 10,
    batchSize: 1, // an endpoint that hangs holds up no other delivery
    impact: "Facts do not reach providers' platforms: their staff may not see who has taken an incident.",
  });
  mayUseItemsNamed(sendWebhook.function, data.state, deliveryItems, 'GetItem', 'PutItem');
  mayUseItemsNamed(sendWebhook.function, data.keys, deliveryKeys, 'GetItem');
  mayUseDeliveryKeys(sendWebhook.function, crypto, 'Decrypt');

  const { queueUrl } = sendWebhook.queue;
  const fanOutFacts = new QueueConsumer(stack, fanOutFactsDeclaration, {
    platform,
    environment: () => ({ STATE_TABLE: data.state.tableName, DELIVERY_QUEUE_URL: queueUrl }),
    bus: events.bus,
    timeoutSeconds: 30,
    concurrency: 10,
    batchSize: 10,
    impact: "New facts are not queued for providers' platforms, which show an old state of incidents.",
  });
  mayUseItemsNamed(fanOutFacts.function, data.state, deliveryItems, 'GetItem', 'PutItem');
  maySend(fanOutFacts.function, sendWebhook.queue);

  const { function: sweep } = new ScheduledFunction(stack, sweepDeliveriesDeclaration, {
    platform,
    environment: { STATE_TABLE: data.state.tableName, DELIVERY_QUEUE_URL: queueUrl },
    impact: "Deliveries that failed once are not tried again: providers' platforms miss facts.",
    every: 'rate(1 minute)',
    startWithinSeconds: 60, // a later start is the next one's work
    timeoutSeconds: 50,
    concurrency: 1,
  });
  mayQueryIndex(sweep, data.state, 'byDeadline');
  maySend(sweep, sendWebhook.queue);

  alarmOnPeople(stack, 'deliveries-failed', {
    topic: platform.alarmTopic,
    metric: vigilMetric('DeliveriesFailed'),
    impact: "A provider's platform has not received a fact for days and will not get it by itself.",
    runbook: 'deliveries-failed',
  });
  addSubscriptions(stack, foundation, sendWebhook);
  addLists(stack, foundation);
}

function addSubscriptions(
  stack: Stack,
  { platform, crypto, data, events }: Foundation,
  sendWebhook: QueueConsumer,
): void {
  const manage = new VigilFunction(stack, 'manage-subscriptions', manageSubscriptionsDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      KEYS_TABLE: data.keys.tableName,
      VAULT_KEY_ARN: crypto.vaultKey.keyArn,
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
      DELIVERY_QUEUE_URL: sendWebhook.queue.queueUrl,
    },
    timeoutSeconds: 29, // API Gateway waits 30 seconds at most
    memoryMegabytes: 1024,
    concurrency: 3, // administrators ask, not machines
    failuresGo: 'The caller waits for the answer and tries again.',
  });
  mayUseItemsNamed(manage, data.state, deliveryItems, 'GetItem', 'PutItem');
  mayUseItemsNamed(manage, data.keys, deliveryKeys, 'GetItem', 'PutItem');
  mayUseDeliveryKeys(manage, crypto, 'GenerateDataKey', 'Decrypt');
  mayVerifySenders(manage, { crypto, data });
  maySend(manage, sendWebhook.queue);
  const path = '/v1/subscriptions';
  for (const method of [HttpMethod.GET, HttpMethod.POST])
    events.api.route(
      method,
      path,
      manage,
      'The function verifies the signature of the tenant (Standard Webhooks), which no authorizer sees.',
    );
  alarmOnPeople(stack, 'manage-subscriptions-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failures(path, HttpMethod.GET, HttpMethod.POST),
    impact: 'Administrators cannot subscribe endpoints, rotate their secrets or replay what was missed.',
    runbook: 'manage-subscriptions-errors',
  });
}

/** What machines read: incidents, holds, erasures and certificates, from the ledger. */
function addLists(stack: Stack, { platform, crypto, data, events }: Foundation): void {
  const list = new VigilFunction(stack, 'list-facts', listFactsDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      LEDGER_TABLE: data.ledger.tableName,
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
    },
    timeoutSeconds: 29, // API Gateway waits 30 seconds at most
    memoryMegabytes: 1024,
    concurrency: 5,
    failuresGo: 'The caller waits for the answer and tries again.',
  });
  mayQueryIndex(list, data.ledger, 'byKind');
  mayVerifySenders(list, { crypto, data });
  const routes = ['incidents', 'incidents/{incidentId}', 'holds', 'erasures', 'certificates'].map((name) => ({
    method: HttpMethod.GET,
    path: `/v1/${name}`,
  }));
  for (const { method, path } of routes)
    events.api.route(
      method,
      path,
      list,
      'The function verifies the signature of the tenant (Standard Webhooks), which no authorizer sees.',
    );
  alarmOnPeople(stack, 'list-facts-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failuresOf(routes),
    impact: "Providers' platforms cannot read incidents, holds, erasures and certificates.",
    runbook: 'list-facts-errors',
  });
}
