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
  MaximumRetryAttempts: number.default(-1),
  MaximumRecordAgeInSeconds: number.default(-1),
  BisectBatchOnFunctionError: flag.default(false),
  DestinationConfig: onFailure.optional(),
  ...ignored('MaximumBatchingWindowInSeconds', 'ParallelizationFactor'),
  ...ignored('StartingPosition'),
});
type Mapping = z.output<typeof streamMappingProperties>;

/**
 * Feeds a function from a table's stream: in order, one batch at a time (the stage's streams have one shard). The first
 * three retries come at once, the next with pauses that double up to a minute. Records that wait live in the store.
 * Source: "Using AWS Lambda with Amazon DynamoDB", AWS Lambda Developer Guide.
 */
export async function startStreamMapping(
  { properties, logicalId }: Resource,
  surroundings: Surroundings,
): Promise<StreamMapping> {
  const { lambda, queues, activity, clock, store } = surroundings;
  const mapping = read(logicalId, properties, streamMappingProperties);
  const { EventSourceArn: streamArn } = mapping;
  const fn = lambda.find(mapping.FunctionName);
  const destination = destinationOf(mapping, queues);
  await refuseWhatAwsRefuses(surroundings.authorizer, fn, streamArn, destination);

  const waiting = createWaiting(store, `stream:${logicalId}`);
  const isWanted = compileFilters(mapping.FilterCriteria);
  const giveUp = (failed: readonly Pending[], outcome: Outcome, failures: number, condition: Condition) => {
    const body = report({ fn, streamArn, failed, outcome, failures, condition, now: clock.now() });
    if (destination) queues.send(destination, JSON.stringify(body));
  };
  const deliver = createDelivery({ surroundings, mapping, fn, waiting, giveUp });
  let draining = false;
  let pausedUntil = 0;

  async function drain(): Promise<void> {
    if (draining || clock.now() < pausedUntil) return;
    draining = true;
    try {
      // Records that are written together arrive together.
      await setImmediate();
      while (waiting.pending.length > 0) {
        const pauseMs = await deliver();
        if (pauseMs === 0) continue;
        pausedUntil = clock.now() + pauseMs;
        clock.at(pausedUntil, () => void activity.run(drain));
        return;
      }
    } finally {
      draining = false;
    }
  }

  if (waiting.pending.length > 0) void activity.run(drain);
  return {
    streamArn,
    push(record) {
      if (!mapping.Enabled || !isWanted(record)) return;
      waiting.add({ ...record, eventSourceARN: streamArn });
      void activity.run(drain);
    },
  };
}

/** Records that are not settled yet, oldest first; they outlive the process. */
function createWaiting(store: Store, kind: string) {
  const key = ({ order }: Pending): string => String(order).padStart(12, '0');
  const pending = store
    .all<Pending>(kind)
    .map(([, item]) => item)
    .sort((a, b) => a.order - b.order);
  let order = (pending.at(-1)?.order ?? -1) + 1;
  return {
    pending: pending as readonly Pending[],
    add(record: StreamRecord): void {
      const item = { order: order++, record };
      pending.push(item);
      store.put(kind, key(item), item);
    },
    settle(done: readonly Pending[]): void {
      for (const item of done) {
        pending.splice(pending.indexOf(item), 1);
        store.delete(kind, key(item));
      }
    },
  };
}

type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

const pauseAfter = (failures: number): number =>
  failures <= 3 ? 0 : Math.min(60_000, 1_000 * 2 ** (failures - 3));

interface Delivery {
  readonly surroundings: Surroundings;
  readonly mapping: Mapping;
  readonly fn: LambdaFunction;
  readonly waiting: ReturnType<typeof createWaiting>;
  readonly giveUp: (
    failed: readonly Pending[],
    outcome: Outcome,
    failures: number,
    condition: Condition,
  ) => void;
}

/** Hands the front of the stream to the function; resolves to how long to wait before it is handed on again. */
function createDelivery({ surroundings, mapping, fn, waiting, giveUp }: Delivery): () => Promise<number> {
  const { lambda, faults, clock } = surroundings;
  const {
    BatchSize: batchSize = 100,
    MaximumRetryAttempts: most,
    MaximumRecordAgeInSeconds: oldest,
  } = mapping;
  const partial = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures');
  /** Of the record at the front. */
  let failures = 0;
  /** A batch that fails as a whole is halved until the record that fails is found. */
  let limit = batchSize;

  /** How many records from the front are done with. */
  async function attempt(batch: readonly Pending[]): Promise<{ good: number; outcome: Outcome }> {
    const event = { Records: batch.map(({ record }) => record) };
    let good = batch.length;
    let outcome: Outcome = { ok: true, requestId: '', payload: null };
    for (let left = faults.deliveries('dynamodb-streams', fn.shortName); left > 0; left--) {
      outcome = await lambda.invoke(fn.arn, event);
      good = Math.min(good, goodOf(outcome, batch, partial));
    }
    return { good, outcome };
  }

  /** Why this record is given up, if it is. */
  function endOf(first: Pending | undefined): Condition | undefined {
    if (most >= 0 && failures > most) return 'RetryAttemptsExhausted';
    const age = clock.now() / 1000 - (first?.record.dynamodb.ApproximateCreationDateTime ?? 0);
    return oldest >= 0 && age > oldest ? 'RecordAgeExceeded' : undefined;
  }

  function settle(done: readonly Pending[]): void {
    waiting.settle(done);
    failures = 0;
  }

  return async () => {
    const batch = waiting.pending.slice(0, limit);
    const { good, outcome } = await attempt(batch);
    const failed = batch.slice(good);
    if (good > 0) settle(batch.slice(0, good));
    if (failed.length === 0) {
      limit = batchSize;
      return 0;
    }
    // Halving does not count against the retries; a batch cut at the reported record is halved already.
    if (mapping.BisectBatchOnFunctionError && good === 0 && !outcome.ok && failed.length > 1) {
      limit = Math.ceil(failed.length / 2);
      return 0;
    }
    failures += 1;
    const condition = endOf(failed[0]);
    if (condition === undefined) return pauseAfter(failures);
    giveUp(failed, outcome, failures, condition);
    settle(failed);
    return 0;
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

interface GivenUp {
  readonly fn: LambdaFunction;
  readonly streamArn: string;
  readonly failed: readonly Pending[];
  readonly outcome: Outcome;
  readonly failures: number;
  readonly condition: Condition;
  readonly now: number;
}

/** Only where the records stand, never what they hold. */
function report({ fn, streamArn, failed: batch, outcome, failures, condition, now }: GivenUp) {
  const arrivals = batch.map(({ record }) =>
    new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString(),
  );
  return {
    requestContext: {
      requestId: outcome.requestId || randomUUID(),
      functionArn: `${fn.arn}:$LATEST`,
      condition,
      approximateInvokeCount: failures,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(!outcome.ok && { functionError: 'Unhandled' }),
    },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
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
