import { setImmediate } from 'node:timers/promises';
import type { Authorizer } from './authorizer.ts';
import { compilePattern, type Pattern } from './event-pattern.ts';
import type { Faults } from './faults.ts';
import type { Lambda, LambdaFunction, Outcome } from './lambda.ts';
import { region } from './resource-types.ts';
import type { Activity, Input } from './service.ts';
import { md5, systemAttributes } from './services/sqs/messages.ts';
import { keyAccess } from './services/sqs/sqs.ts';
import type { Message, Queue, Queues } from './services/sqs/queues.ts';
import { refuseUnknownProperties, type Resource } from './template.ts';

interface Surroundings {
  readonly lambda: Lambda;
  readonly queues: Queues;
  readonly authorizer: Authorizer;
  readonly activity: Activity;
  readonly faults: Faults;
}

/** Lambda's pollers start with five concurrent batches; the stage does not scale beyond. */
const defaultConcurrency = 5;

/**
 * Feeds a function from a queue. A message that fails stays hidden until its visibility timeout ends, as on AWS.
 * Source: "Using Lambda with Amazon SQS", AWS Lambda Developer Guide.
 */
export async function startQueueMapping(
  { properties, logicalId }: Resource,
  queue: Queue,
  surroundings: Surroundings,
) {
  refuseUnknownProperties(logicalId, properties, knownProperties);
  if (properties.MaximumBatchingWindowInSeconds)
    throw new Error(`${logicalId}: the stage delivers at once and knows no batching window`);
  const { lambda, queues, activity, faults } = surroundings;
  const fn = lambda.find(properties.FunctionName);
  await refuseWhatAwsRefuses(fn, queue, surroundings.authorizer);

  const batchSize: number = properties.BatchSize ?? 10;
  // No more than can run here at once: what waits, waits in the queue, where the next message is chosen fairly.
  const concurrency = Math.min(
    fn.concurrency,
    properties.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency,
  );
  const partial: boolean = properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
  const filters: Pattern[] = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }: Input) =>
    compilePattern(JSON.parse(Pattern)),
  );
  let running = 0;
  let waking = false;

  /** In the next turn of the event loop, so that messages which were sent together arrive together. */
  function wake(): void {
    if (waking) return;
    waking = true;
    void activity.run(async () => {
      await setImmediate();
      waking = false;
      pump();
    });
  }

  function pump(): void {
    while (running < concurrency) {
      const batch = queues.receive(queue, batchSize);
      if (batch.length === 0) return;
      running++;
      void activity.run(async () => {
        await deliver(batch);
        running--;
        pump();
      });
    }
  }

  async function deliver(batch: readonly Message[]): Promise<void> {
    const wanted = batch.filter(
      (message) => filters.length === 0 || filters.some((matches) => matches(filterView(message))),
    );
    // A message that no filter wants is deleted, as on AWS.
    const kept = new Set<string>();
    if (wanted.length > 0) {
      const event = { Records: wanted.map((message) => eventRecord(message, queue)) };
      for (let left = faults.deliveries('sqs', fn.shortName); left > 0; left--) {
        for (const id of failedIds(await lambda.invoke(fn.arn, event), wanted, partial)) kept.add(id);
      }
    }
    for (const message of batch) if (!kept.has(message.id)) queues.remove(queue, message.receiptHandle ?? '');
  }

  if (properties.Enabled === false) return;
  queues.whenVisible(queue, wake);
  wake();
}

const knownProperties = `
  BatchSize Enabled EventSourceArn FilterCriteria FunctionName FunctionResponseTypes
  MaximumBatchingWindowInSeconds ScalingConfig Tags
`;

async function refuseWhatAwsRefuses(fn: LambdaFunction, queue: Queue, authorizer: Authorizer): Promise<void> {
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  const access = actions.map((action) => ({ action, resource: queue.arn }));
  await authorizer.check(fn.roleName, [...access, ...keyAccess(queue, 'ReceiveMessage')]);
  if (queue.visibilityTimeoutSeconds < fn.timeoutSeconds)
    throw new Error(
      `Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds of ${queue.name} is less than ` +
        `Function timeout: ${fn.timeoutSeconds} seconds of ${fn.name}`,
    );
}

/** "Reporting batch item failures": an answer that cannot be understood fails the whole batch. */
function failedIds(outcome: Outcome, batch: readonly Message[], partial: boolean): string[] {
  const all = batch.map(({ id }) => id);
  if (!outcome.ok) return all;
  if (!partial) return [];
  const failures: Input[] = outcome.payload?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure) => failure?.itemIdentifier);
  return ids.every((id) => all.includes(id)) ? ids : all;
}

/** Filters see the body as JSON where it is JSON. */
function filterView(message: Message): Input {
  try {
    return { body: JSON.parse(message.body) };
  } catch {
    return { body: message.body };
  }
}

function eventRecord(message: Message, queue: Queue) {
  const attributes = Object.entries(message.attributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ],
  );
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}
