import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { receiveEvent as receiveEventDeclaration } from '../../functions/intake/receive-event/function.ts';
import { alarmOnPeople } from '../constructs/alarm.ts';
import {
  mayPutEvents,
  mayUseClientKeys,
  mayUseItems,
  mayUseOnCallKeys,
  mayVerifySenders,
} from '../constructs/grants.ts';
import { VigilFunction } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';
import { phoneCountriesOf } from '../stage-config.ts';
import { addProviders } from './intake/providers.ts';

/** Intake: what providers' own platforms send as signed events, and what their vendors send as webhooks. */
export function addIntake(stack: Stack, { platform, data, crypto, events }: Foundation): void {
  const receiveEvent = new VigilFunction(stack, 'receive-event', receiveEventDeclaration, {
    platform,
    environment: {
      BUS_NAME: events.bus.eventBusName,
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      KEYS_TABLE: data.keys.tableName,
      VAULT_KEY_ARN: crypto.vaultKey.keyArn,
      ON_CALL_KEY_ARN: crypto.onCallKey.keyArn,
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
      ORIGINATION_NUMBER: platform.config.originationNumber,
      PHONE_COUNTRIES: phoneCountriesOf(platform.config).join(','),
    },
    timeoutSeconds: 15, // a producer gives up after 15 to 30 seconds and sends again
    memoryMegabytes: 1024,
    concurrency: 50, // at 100 requests a second and 0.2 s each, 20 are busy
    failuresGo: 'The producer waits for the answer and retries unless it is 2xx.',
  });
  mayPutEvents(receiveEvent, events.bus);
  mayUseItems(receiveEvent, data.state, 'GetItem');
  mayUseItems(receiveEvent, data.records, 'GetItem', 'PutItem');
  mayUseItems(receiveEvent, data.keys, 'GetItem', 'PutItem');
  mayUseClientKeys(receiveEvent, crypto, 'GenerateDataKey', 'Decrypt');
  mayUseOnCallKeys(receiveEvent, crypto, 'GenerateDataKey', 'Decrypt');
  mayVerifySenders(receiveEvent, { crypto, data });

  events.api.route(
    HttpMethod.POST,
    '/v1/events',
    receiveEvent,
    'The function verifies the signature over the raw bytes (Standard Webhooks), which no authorizer sees.',
  );
  addProviders(stack, { platform, data, crypto, events });

  alarmOnPeople(stack, 'receive-event-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failures('/v1/events', HttpMethod.POST),
    impact: 'Platforms cannot send events: a panic button pressed now may reach nobody until they retry.',
    runbook: 'receive-event-errors',
  });
}
