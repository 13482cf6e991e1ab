import { Duration, type Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Environment as AnswerClearance } from '../../functions/clearance/answer-clearance/environment.ts';
import type { Environment as UpdateClearance } from '../../functions/clearance/update-clearance/environment.ts';
import type { Environment as SweepClearance } from '../../functions/clearance/sweep-clearance/environment.ts';
import { alarmOnPeople } from '../constructs/alarm.ts';
import { mayQueryIndex, mayReadSecretsNamed, maySend, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { VigilFunction } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';

/** Clearance: everything that bears on whether a session may run is decided here. */
export function addClearance(stack: Stack, foundation: Foundation, api: HttpApi): void {
  const { platform, crypto, data, events } = foundation;
  const keys = { KEYS_TABLE: data.keys.tableName, VAULT_KEY_ARN: crypto.vaultKey.keyArn };

  const updateClearance = new QueueConsumer<UpdateClearance>(stack, 'update-clearance', {
    platform,
    environment: (queueUrl) => ({
      ...keys,
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      RECHECK_QUEUE_URL: queueUrl,
    }),
    facts: {
      bus: events.bus,
      types: [
        'client.registered.v1',
        'client.discharged.v1',
        'clinician.registered.v1',
        'consent.granted.v1',
        'consent.denied.v1',
        'consent.withdrawn.v1',
        'assent.recorded.v1',
        'session.scheduled.v1',
        'session.checked-in.v1',
        'session.started.v1',
        'session.connection-lost.v1',
        'session.connection-restored.v1',
        'session.ended.v1',
        'session.cancelled.v1',
        'session.missed.v1',
        'session.break-glass-invoked.v1',
        'session.break-glass-examined.v1',
      ],
    },
    timeoutSeconds: 30,
    concurrency: 20,
    batchSize: 10,
    impact:
      'Sessions are neither cleared nor blocked: a clinician waits, or treats without knowing that consent is gone.',
  });
  mayUseItems(updateClearance.function, data.state, 'GetItem', 'BatchGetItem', 'PutItem');
  // The birth date: taken from the sealed profile once, and opened for each decision.
  mayUseItems(updateClearance.function, data.records, 'GetItem');
  mayUseItems(updateClearance.function, data.keys, 'GetItem');
  mayUseKey(updateClearance.function, crypto.vaultKey, 'Decrypt');
  maySend(updateClearance.function, updateClearance.queue);

  addAnswer(stack, foundation, api, keys);
  addWatch(stack, foundation, updateClearance);
}

function addAnswer(
  stack: Stack,
  { platform, crypto, data }: Foundation,
  api: HttpApi,
  keys: Pick<AnswerClearance, 'KEYS_TABLE' | 'VAULT_KEY_ARN'>,
): void {
  const answer = new VigilFunction<AnswerClearance>(stack, 'answer-clearance', {
    platform,
    name: 'answer-clearance',
    environment: {
      ...keys,
      STATE_TABLE: data.state.tableName,
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
    },
    timeoutSeconds: 5, // a clinician waits; after that a "no" is the better answer
    memoryMegabytes: 1024,
    concurrency: 30,
    failuresGo: 'Whoever asks waits for the answer, takes silence for a "no" and asks again.',
  });
  mayUseItems(answer, data.state, 'BatchGetItem', 'PutItem');
  mayUseItems(answer, data.keys, 'GetItem');
  mayUseKey(answer, crypto.vaultKey, 'Decrypt');
  mayReadSecretsNamed(answer, crypto.webhookSecretPrefix, crypto.dataKey);
  api.route(
    HttpMethod.GET,
    '/v1/sessions/{sessionId}/clearance',
    answer,
    'The function verifies the signature over method, path and query (Standard Webhooks), which no authorizer sees.',
  );
  alarmOnPeople(stack, 'answer-clearance-errors', {
    topic: platform.alarmTopic,
    metric: answer.lambda.metricErrors({ period: Duration.minutes(1) }),
    impact: 'Platforms that ask before a session starts hear nothing and must keep the client waiting.',
    runbook: 'answer-clearance-errors',
  });
}

function addWatch(
  stack: Stack,
  { platform, data }: Foundation,
  { queue }: QueueConsumer<UpdateClearance>,
): void {
  const { function: watch } = new ScheduledFunction<SweepClearance>(stack, 'sweep-clearance', {
    platform,
    environment: { STATE_TABLE: data.state.tableName, RECHECK_QUEUE_URL: queue.queueUrl },
    every: 'rate(1 minute)',
    startWithinSeconds: 60, // a later start is the next one's work
    timeoutSeconds: 30,
    concurrency: 1,
  });
  mayQueryIndex(watch, data.state, 'byDeadline');
  maySend(watch, queue);
  alarmOnPeople(stack, 'sweep-clearance-errors', {
    topic: platform.alarmTopic,
    metric: watch.lambda.metricErrors({ period: Duration.minutes(5) }),
    impact: 'Licences and consents that run out are not noticed until somebody asks for a clearance.',
    runbook: 'sweep-clearance-errors',
  });
}
