import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { answerClearance as answerClearanceDeclaration } from '../../functions/clearance/answer-clearance/function.ts';
import { updateClearance as updateClearanceDeclaration } from '../../functions/clearance/update-clearance/function.ts';
import { sweepClearance as sweepClearanceDeclaration } from '../../functions/clearance/sweep-clearance/function.ts';
import { alarmOnPeople } from '../constructs/alarm.ts';
import {
  mayQueryIndex,
  maySend,
  mayUseClientKeys,
  mayUseItems,
  mayVerifySenders,
} from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { type EnvironmentOf, VigilFunction } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';

/** Clearance: everything that bears on whether a session may run is decided here. */
export function addClearance(stack: Stack, foundation: Foundation): void {
  const { platform, crypto, data, events } = foundation;
  const keys = { KEYS_TABLE: data.keys.tableName, VAULT_KEY_ARN: crypto.vaultKey.keyArn };

  const updateClearance = new QueueConsumer(stack, updateClearanceDeclaration, {
    platform,
    environment: (queueUrl) => ({
      ...keys,
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      RECHECK_QUEUE_URL: queueUrl,
    }),
    bus: events.bus,
    timeoutSeconds: 30,
    concurrency: 20,
    batchSize: 10,
    impact:
      'Sessions are neither cleared nor blocked: a clinician waits, or treats after consent was withdrawn.',
  });
  mayUseItems(updateClearance.function, data.state, 'GetItem', 'BatchGetItem', 'PutItem');
  // The birth date: taken from the sealed profile once, and opened for each decision.
  mayUseItems(updateClearance.function, data.records, 'GetItem');
  mayUseItems(updateClearance.function, data.keys, 'GetItem');
  mayUseClientKeys(updateClearance.function, crypto, 'Decrypt');
  maySend(updateClearance.function, updateClearance.queue);

  addAnswer(stack, foundation, keys);
  addWatch(stack, foundation, updateClearance);
}

function addAnswer(
  stack: Stack,
  { platform, crypto, data, events }: Foundation,
  keys: Pick<EnvironmentOf<typeof answerClearanceDeclaration>, 'KEYS_TABLE' | 'VAULT_KEY_ARN'>,
): void {
  const answer = new VigilFunction(stack, 'answer-clearance', answerClearanceDeclaration, {
    platform,
    environment: {
      ...keys,
      STATE_TABLE: data.state.tableName,
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
    },
    timeoutSeconds: 5, // a clinician waits; after that a "no" is the better answer
    memoryMegabytes: 1024,
    concurrency: 30,
    failuresGo: 'The caller waits for the answer, treats a timeout as "no" and tries again.',
  });
  mayUseItems(answer, data.state, 'BatchGetItem', 'PutItem');
  mayUseItems(answer, data.keys, 'GetItem');
  mayUseClientKeys(answer, crypto, 'Decrypt');
  mayVerifySenders(answer, { crypto, data });
  events.api.route(
    HttpMethod.GET,
    '/v1/sessions/{sessionId}/clearance',
    answer,
    'The function verifies the signature over method, path and query (Standard Webhooks), which no authorizer sees.',
  );
  alarmOnPeople(stack, 'answer-clearance-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failures('/v1/sessions/{sessionId}/clearance', HttpMethod.GET),
    impact: 'Platforms that ask for a clearance get no answer: clients wait and sessions do not start.',
    runbook: 'answer-clearance-errors',
  });
}

function addWatch(stack: Stack, { platform, data }: Foundation, { queue }: QueueConsumer): void {
  const { function: watch } = new ScheduledFunction(stack, sweepClearanceDeclaration, {
    platform,
    environment: { STATE_TABLE: data.state.tableName, RECHECK_QUEUE_URL: queue.queueUrl },
    impact: 'Expired licenses and consents go unnoticed until somebody asks for a clearance.',
    every: 'rate(1 minute)',
    startWithinSeconds: 60, // a later start is the next one's work
    timeoutSeconds: 30,
    concurrency: 1,
  });
  mayQueryIndex(watch, data.state, 'byDeadline');
  maySend(watch, queue);
}
