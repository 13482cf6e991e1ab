import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Authorizer } from './authorizer.ts';
import { compilePattern, type Pattern } from './event-pattern.ts';
import type { Faults } from './faults.ts';
import type { Lambda, Outcome } from './lambda.ts';
import type { Activity, Clock, Input, Store } from './service.ts';
import type { Queue, Queues } from './services/sqs/queues.ts';
import { keyAccess } from './services/sqs/sqs.ts';
import { refuseUnknownProperties, type Resource } from './template.ts';

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
  push(record: Input): void;
}

interface Pending {
  readonly order: number;
  readonly record: Input;
}

/**
 * Feeds a function from a table's stream: in order, one batch at a time (the stage's streams have one shard), with retries at
 * once. Records that wait live in the store.
 * Source: "Using AWS Lambda with Amazon DynamoDB", AWS Lambda Developer Guide.
 */
export async function startStreamMapping(
  { properties, logicalId }: Resource,
  surroundings: Surroundings,
): Promise<StreamMapping> {
  refuseUnknownProperties(logicalId, properties, knownProperties);
  const { lambda, queues, activity, faults, store } = surroundings;
  const fn = lambda.find(properties.FunctionName);
  const streamArn: string = properties.EventSourceArn;
  const retries: number = properties.MaximumRetryAttempts ?? -1;
  if (retries < 0)
    throw new Error(`${logicalId}: without MaximumRetryAttempts a bad record would be retried without end`);
  const destination = destinationOf(properties, queues);
  await surroundings.authorizer.check(fn.roleName, [
    ...['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'].map((action) => ({
      action,
      resource: streamArn,
    })),
    ...(destination
      ? [{ action: 'sqs:SendMessage', resource: destination.arn }, ...keyAccess(destination, 'SendMessage')]
      : []),
  ]);
  const batchSize: number = properties.BatchSize ?? 100;
  const partial: boolean = properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
  const filters: Pattern[] = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }: Input) =>
    compilePattern(JSON.parse(Pattern)),
  );
  const kind = `stream:${logicalId}`;
  const pending = store
    .all<Pending>(kind)
    .map(([, item]) => item)
    .sort((a, b) => a.order - b.order);
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

  async function deliver(batch: readonly Pending[]): Promise<void> {
    let rest = batch;
    for (let attempt = 0; rest.length > 0;) {
      const { good, outcome } = await attemptBatch(rest);
      settle(rest.slice(0, good));
      rest = rest.slice(good);
      if (rest.length === 0) return;
      // Halving does not count against the retries; a batch cut at the reported record is halved already.
      if (properties.BisectBatchOnFunctionError && good === 0 && !outcome.ok && rest.length > 1) {
        const half = Math.ceil(rest.length / 2);
        await deliver(rest.slice(0, half));
        return deliver(rest.slice(half));
      }
      attempt = good > 0 ? 0 : attempt + 1;
      if (attempt <= retries) continue;
      if (destination) queues.send(destination, JSON.stringify(report(rest, outcome, attempt)));
      settle(rest);
      return;
    }
  }

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

  function settle(done: readonly Pending[]): void {
    for (const item of done) {
      pending.splice(pending.indexOf(item), 1);
      store.delete(kind, key(item));
    }
  }

  /** Only where the records stand, never what they hold. */
  function report(batch: readonly Pending[], outcome: Outcome, invokeCount: number) {
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
      timestamp: new Date(surroundings.clock.now()).toISOString(),
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

  if (pending.length > 0) void activity.run(drain);
  return {
    streamArn,
    push(record) {
      if (properties.Enabled === false) return;
      if (filters.length > 0 && !filters.some((matches) => matches(record))) return;
      const item = { order: order++, record: { ...record, eventSourceARN: streamArn } };
      pending.push(item);
      store.put(kind, key(item), item);
      void activity.run(drain);
    },
  };
}

const knownProperties = `
  BatchSize BisectBatchOnFunctionError DestinationConfig Enabled EventSourceArn FilterCriteria
  FunctionName FunctionResponseTypes MaximumRetryAttempts ParallelizationFactor StartingPosition Tags
  MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds
`;

const key = ({ order }: Pending): string => String(order).padStart(12, '0');

function destinationOf(properties: Input, queues: Queues): Queue | undefined {
  const arn = properties.DestinationConfig?.OnFailure?.Destination;
  if (!arn) return undefined;
  const queue = queues.find(arn);
  if (!queue) throw new Error(`The stage delivers failed batches to queues only, not to ${arn}`);
  return queue;
}

/** "Reporting batch item failures": the lowest reported sequence number is where the next attempt begins. */
function goodOf(outcome: Outcome, batch: readonly Pending[], partial: boolean): number {
  if (!outcome.ok) return 0;
  const failures: Input[] = (partial && outcome.payload?.batchItemFailures) || [];
  if (!Array.isArray(failures)) return 0;
  const places = failures.map((failure) =>
    batch.findIndex(({ record }) => record.dynamodb.SequenceNumber === failure?.itemIdentifier),
  );
  return Math.max(0, Math.min(batch.length, ...places));
}
