import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import type { Faults } from '../faults.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { Activity, Clock, Store } from '../service.ts';
import type { StreamRecord } from '../services/dynamodb/streams.ts';
import type { Queue, Queues } from '../services/sqs/queues.ts';
import { keyAccess } from '../services/sqs/sqs.ts';
import { flag, ignored, number, read } from '../shapes.ts';
import type { Resource } from '../template/template.ts';
import { compileFilters, mappingProperties, onFailure, reportedFailures } from './event-source.ts';
import type { Lambda, LambdaFunction, Outcome } from './lambda.ts';

interface Surroundings {
  readonly lambda: Lambda;
  readonly queues: Queues;
  readonly authorizer: Authorizer;
  readonly activity: Activity;
  readonly faults: Faults;
  readonly store: Store;
  readonly clock: Clock;
}

export interface StreamMapping {
  readonly streamArn: string;
  /** A record of the table's stream, in the shape that Lambda receives. */
  push(record: StreamRecord): void;
}

interface Pending {
  readonly order: number;
  readonly record: StreamRecord;
}

const streamMappingProperties = z.strictObject({
  ...mappingProperties,
  MaximumRetryAttempts: number.min(0, 'without an end of retries a bad record would be retried for ever'),
  BisectBatchOnFunctionError: flag.default(false),
  DestinationConfig: onFailure.optional(),
  ...ignored('MaximumBatchingWindowInSeconds', 'MaximumRecordAgeInSeconds', 'ParallelizationFactor'),
  ...ignored('StartingPosition'),
});
type Mapping = z.output<typeof streamMappingProperties>;

/**
 * Feeds a function from a table's stream: in order, one batch at a time (the stage's streams have one shard), with
 * retries at once. Records that wait live in the store.
 * Source: "Using AWS Lambda with Amazon DynamoDB", AWS Lambda Developer Guide.
 */
export async function startStreamMapping(
  { properties, logicalId }: Resource,
  surroundings: Surroundings,
): Promise<StreamMapping> {
  const { lambda, queues, activity, store } = surroundings;
  const mapping = read(logicalId, properties, streamMappingProperties);
  const { EventSourceArn: streamArn, BatchSize: batchSize = 100 } = mapping;
  const fn = lambda.find(mapping.FunctionName);
  const destination = destinationOf(mapping, queues);
  await refuseWhatAwsRefuses(surroundings.authorizer, fn, streamArn, destination);

  const kind = `stream:${logicalId}`;
  const key = ({ order }: Pending): string => String(order).padStart(12, '0');
  const pending = store
    .all<Pending>(kind)
    .map(([, item]) => item)
    .sort((a, b) => a.order - b.order);
  const isWanted = compileFilters(mapping.FilterCriteria);
  const deliver = createDelivery({
    surroundings,
    mapping,
    fn,
    settle(done) {
      for (const item of done) {
        pending.splice(pending.indexOf(item), 1);
        store.delete(kind, key(item));
      }
    },
    giveUp(batch, outcome, attempts) {
      const at = new Date(surroundings.clock.now()).toISOString();
      if (destination)
        queues.send(destination, JSON.stringify(report(fn, streamArn, batch, outcome, attempts, at)));
    },
  });
  let order = (pending.at(-1)?.order ?? -1) + 1;
  let draining = false;

  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    try {
      // Records that are written together arrive together.
      await setImmediate();
      while (pending.length > 0) await deliver(pending.slice(0, batchSize));
    } finally {
      draining = false;
    }
  }

  if (pending.length > 0) void activity.run(drain);
  return {
    streamArn,
    push(record) {
      if (!mapping.Enabled || !isWanted(record)) return;
      const item = { order: order++, record: { ...record, eventSourceARN: streamArn } };
      pending.push(item);
      store.put(kind, key(item), item);
      void activity.run(drain);
    },
  };
}

/** Hands a batch to the function until it is settled: delivered, or given up after the last retry. */
function createDelivery({
  surroundings: { lambda, faults },
  mapping,
  fn,
  settle,
  giveUp,
}: {
  readonly surroundings: Surroundings;
  readonly mapping: Mapping;
  readonly fn: LambdaFunction;
  readonly settle: (done: readonly Pending[]) => void;
  readonly giveUp: (batch: readonly Pending[], outcome: Outcome, attempts: number) => void;
}): (batch: readonly Pending[]) => Promise<void> {
  const partial = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures');

  /** How many records from the front are done with. */
  async function attemptBatch(batch: readonly Pending[]): Promise<{ good: number; outcome: Outcome }> {
    const event = { Records: batch.map(({ record }) => record) };
    let good = batch.length;
    let outcome: Outcome = { ok: true, requestId: '', payload: null };
    for (let left = faults.deliveries('dynamodb-streams', fn.shortName); left > 0; left--) {
      outcome = await lambda.invoke(fn.arn, event);
      good = Math.min(good, goodOf(outcome, batch, partial));
    }
    return { good, outcome };
  }

  return async function deliver(batch) {
    let rest = batch;
    for (let attempt = 0; rest.length > 0;) {
      const { good, outcome } = await attemptBatch(rest);
      settle(rest.slice(0, good));
      rest = rest.slice(good);
      if (rest.length === 0) return;
      // Halving does not count against the retries; a batch cut at the reported record is halved already.
      if (mapping.BisectBatchOnFunctionError && good === 0 && !outcome.ok && rest.length > 1) {
        const half = Math.ceil(rest.length / 2);
        await deliver(rest.slice(0, half));
        return deliver(rest.slice(half));
      }
      attempt = good > 0 ? 0 : attempt + 1;
      if (attempt <= mapping.MaximumRetryAttempts) continue;
      giveUp(rest, outcome, attempt);
      settle(rest);
      return;
    }
  };
}

async function refuseWhatAwsRefuses(
  authorizer: Authorizer,
  fn: LambdaFunction,
  streamArn: string,
  destination: Queue | undefined,
): Promise<void> {
  const reads = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
  await authorizer.check(fn.roleName, [
    ...reads.map((action) => ({ action, resource: streamArn })),
    ...(destination
      ? [{ action: 'sqs:SendMessage', resource: destination.arn }, ...keyAccess(destination, 'SendMessage')]
      : []),
  ]);
}

function destinationOf(mapping: Mapping, queues: Queues): Queue | undefined {
  const arn = mapping.DestinationConfig?.OnFailure?.Destination;
  if (arn === undefined) return undefined;
  const queue = queues.find(arn);
  if (!queue) throw new Error(`The stage delivers failed batches to queues only, not to ${arn}`);
  return queue;
}

/** "Reporting batch item failures": the lowest reported sequence number is where the next attempt begins. */
function goodOf(outcome: Outcome, batch: readonly Pending[], partial: boolean): number {
  if (!outcome.ok) return 0;
  const failures = partial ? reportedFailures(outcome) : [];
  if (failures === undefined) return 0;
  const places = failures.map((id) => batch.findIndex(({ record }) => record.dynamodb.SequenceNumber === id));
  return Math.max(0, Math.min(batch.length, ...places));
}

/** Only the positions of the records, never their content. */
function report(
  fn: LambdaFunction,
  streamArn: string,
  batch: readonly Pending[],
  outcome: Outcome,
  invokeCount: number,
  timestamp: string,
) {
  const arrivals = batch.map(({ record }) =>
    new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString(),
  );
  return {
    requestContext: {
      requestId: outcome.requestId || randomUUID(),
      functionArn: `${fn.arn}:$LATEST`,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: invokeCount,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(!outcome.ok && { functionError: 'Unhandled' }),
    },
    version: '1.0',
    timestamp,
    DDBStreamBatchInfo: {
      shardId: 'shardId-00000000000000000000-00000000',
      startSequenceNumber: batch[0]?.record.dynamodb.SequenceNumber,
      endSequenceNumber: batch.at(-1)?.record.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrivals[0],
      approximateArrivalOfLastRecord: arrivals.at(-1),
      batchSize: batch.length,
      streamArn,
    },
  };
}
