import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Lambda, Outcome } from './lambda.ts';
import type { Logs } from '../logs.ts';
import type { Activity, Clock, Store } from '../service.ts';
import type { Queues } from '../services/sqs/queues.ts';
import { ignored, number, read, text } from '../shapes.ts';
import type { Template } from '../template/template.ts';
import { onFailure } from './event-source.ts';

/** Lambda's own queue for asynchronous invocations: what is accepted outlives the process. */
export interface AsyncInvocations {
  accept(functionArn: string, event: unknown): void;
}

const configProperties = z.strictObject({
  FunctionName: text,
  MaximumRetryAttempts: number.optional(),
  DestinationConfig: onFailure.optional(),
  ...ignored('MaximumEventAgeInSeconds', 'Qualifier'),
});

interface Accepted {
  readonly id: string;
  readonly functionArn: string;
  readonly event: unknown;
  readonly attempts: number;
  readonly dueAt: number;
}

/** "Error handling for asynchronous invocations", AWS Lambda Developer Guide: a minute, then two. */
const retryDelaysMs = [60_000, 120_000];

interface Surroundings {
  readonly lambda: Lambda;
  readonly queues: Queues;
  readonly store: Store;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly logs: Logs;
}

export function createAsyncInvocations(template: Template, surroundings: Surroundings): AsyncInvocations {
  const { lambda, queues, store, clock, activity, logs } = surroundings;
  const configs = template.of('AWS::Lambda::EventInvokeConfig').map(({ logicalId, properties }) => {
    const config = read(logicalId, properties, configProperties);
    const functionArn = lambda.find(config.FunctionName).arn;
    const destination = config.DestinationConfig?.OnFailure?.Destination;
    if (destination !== undefined && !queues.find(destination))
      throw new Error(`${logicalId}: ${destination} is not a queue`);
    return { functionArn, retries: config.MaximumRetryAttempts, destination };
  });

  function schedule(accepted: Accepted): void {
    store.put('async-invocations', accepted.id, accepted);
    const start = () => void activity.run(() => attempt(accepted));
    if (accepted.dueAt <= clock.now()) start();
    else clock.at(accepted.dueAt, start);
  }

  async function attempt(accepted: Accepted): Promise<void> {
    const { functionArn, event, attempts } = accepted;
    const config = configs.find((candidate) => candidate.functionArn === functionArn);
    const outcome = await lambda.invoke(functionArn, event);
    const delayMs = retryDelaysMs[attempts];
    if (!outcome.ok && delayMs !== undefined && attempts < (config?.retries ?? retryDelaysMs.length)) {
      schedule({ ...accepted, attempts: attempts + 1, dueAt: clock.now() + delayMs });
      return;
    }
    if (!outcome.ok) giveUp(accepted, outcome, config?.destination);
    store.delete('async-invocations', accepted.id);
  }

  function giveUp(
    { functionArn, event, attempts }: Accepted,
    outcome: Outcome & { ok: false },
    destination?: string,
  ): void {
    const fn = lambda.find(functionArn);
    logs.write(
      'stage',
      outcome.requestId,
      `${fn.shortName}: an asynchronous event failed ${attempts + 1} times and is given up`,
    );
    const deadLetters = fn.deadLetterArn === undefined ? undefined : queues.find(fn.deadLetterArn);
    if (deadLetters) queues.send(deadLetters, JSON.stringify(event));
    const target = destination === undefined ? undefined : queues.find(destination);
    if (!target) return;
    const { requestId, error } = outcome;
    const condition = 'RetriesExhausted';
    const requestContext = {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts + 1,
    };
    const responseContext = { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' };
    const timestamp = new Date(clock.now()).toISOString();
    const record = {
      version: '1.0',
      timestamp,
      requestContext,
      requestPayload: event,
      responseContext,
      responsePayload: error,
    };
    queues.send(target, JSON.stringify(record));
  }

  for (const [, accepted] of store.all<Accepted>('async-invocations')) schedule(accepted);
  return {
    accept(functionArn, event) {
      schedule({ id: randomUUID(), functionArn, event, attempts: 0, dueAt: clock.now() });
    },
  };
}
