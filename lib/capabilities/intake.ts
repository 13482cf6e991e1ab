import { Duration, type Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Environment as PublishJwks } from '../../functions/ledger/publish-jwks/environment.ts';
import type { Environment as ReceiveEvent } from '../../functions/intake/receive-event/environment.ts';
import { alarmOnPeople } from '../constructs/alarm.ts';
import { mayPutEvents, mayReadSecretsNamed, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { VigilFunction } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';
import { addProviders } from './providers.ts';

/** The HTTPS way in, to which other capabilities add their routes: providers' signed events, and the public keys with which anyone verifies what Vigil signed. */
export function addIntake(stack: Stack, { platform, data, crypto, events }: Foundation): HttpApi {
  const receiveEvent = new VigilFunction<ReceiveEvent>(stack, 'receive-event', {
    platform,
    name: 'receive-event',
    environment: {
      BUS_NAME: events.bus.eventBusName,
      RECORDS_TABLE: data.records.tableName,
      KEYS_TABLE: data.keys.tableName,
      VAULT_KEY_ARN: crypto.vaultKey.keyArn,
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
    },
    timeoutSeconds: 15, // a producer gives up after 15 to 30 seconds and sends again
    memoryMegabytes: 1024,
    concurrency: 50, // at 100 requests a second and 0.2 s each, 20 are busy
    failuresGo: 'The producer waits for the answer and sends again when it is not 2xx.',
  });
  mayPutEvents(receiveEvent, events.bus);
  mayUseItems(receiveEvent, data.records, 'GetItem', 'PutItem');
  mayUseItems(receiveEvent, data.keys, 'GetItem', 'PutItem');
  mayUseKey(receiveEvent, crypto.vaultKey, 'GenerateDataKey', 'Decrypt');
  mayReadSecretsNamed(receiveEvent, crypto.webhookSecretPrefix, crypto.dataKey);

  const publishJwks = new VigilFunction<PublishJwks>(stack, 'publish-jwks', {
    platform,
    name: 'publish-jwks',
    environment: { SIGNING_KEY_ARN: crypto.signingKey.keyArn },
    timeoutSeconds: 10,
    concurrency: 5, // the answer is cached by those who ask
    failuresGo: 'Whoever asks waits for the answer and asks again.',
  });
  mayUseKey(publishJwks, crypto.signingKey, 'GetPublicKey');

  const api = new HttpApi(stack, 'http', platform);
  api.route(
    HttpMethod.POST,
    '/v1/events',
    receiveEvent,
    'The function verifies the signature over the raw bytes (Standard Webhooks), which no authorizer sees.',
  );
  addProviders(stack, { platform, data, crypto, events }, api);
  api.route(HttpMethod.GET, '/.well-known/jwks.json', publishJwks, 'Public keys are there for everybody.');

  alarmOnPeople(stack, 'receive-event-errors', {
    topic: platform.alarmTopic,
    metric: receiveEvent.lambda.metricErrors({ period: Duration.minutes(1) }),
    impact:
      'Providers cannot hand in events: a panic button pressed now may reach nobody until they send again.',
    runbook: 'receive-event-errors',
  });
  alarmOnPeople(stack, 'publish-jwks-errors', {
    topic: platform.alarmTopic,
    metric: publishJwks.lambda.metricErrors({ period: Duration.minutes(5) }),
    impact: 'Auditors cannot fetch the keys that verify certificates; nobody in care is affected.',
    runbook: 'publish-jwks-errors',
  });
  return api;
}
