import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import type { Authorizer } from '../iam/authorizer.ts';
import type { Faults } from '../faults.ts';
import type { Lambda, LambdaFunction, Outcome } from './lambda.ts';
import { region } from '../template/resource-types.ts';
import type { Activity } from '../service.ts';
import { md5, systemAttributes } from '../services/sqs/messages.ts';
import { keyAccess } from '../services/sqs/sqs.ts';
import type { Message, Queue, Queues } from '../services/sqs/queues.ts';
import { number, read } from '../shapes.ts';
import type { Resource } from '../template/template.ts';
import { compileFilters, mappingProperties, reportedFailures } from './event-source.ts';

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
  const mapping = read(logicalId, properties, queueMappingProperties);
  const { lambda, queues, activity, faults } = surroundings;
  const fn = lambda.find(mapping.FunctionName);
  await refuseWhatAwsRefuses(fn, queue, surroundings.authorizer);

  const batchSize = mapping.BatchSize ?? 10;
  // No more than can run here at once: what waits, waits in the queue, where the next message is chosen fairly.
  const concurrency = Math.min(
    fn.concurrency,
    mapping.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency,
  );
  const partial = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures');
  const isWanted = compileFilters(mapping.FilterCriteria);
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
    const wanted = batch.filter((message) => isWanted(filterView(message)));
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

  if (!mapping.Enabled) return;
  queues.whenVisible(queue, wake);
  wake();
}

const queueMappingProperties = z.strictObject({
  ...mappingProperties,
  MaximumBatchingWindowInSeconds: z
    .literal(0, 'the stage delivers at once and knows no batching window')
    .optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number }).optional(),
});

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
  const failures = reportedFailures(outcome);
  const known = all.filter((id) => failures?.includes(id));
  return failures?.every((id) => known.includes(String(id))) === true ? known : all;
}

/** Filters see the body as JSON where it is JSON. */
function filterView(message: Message): { readonly body: unknown } {
  try {
    return { body: JSON.parse(message.body) as unknown };
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
    messageAttributes: Object.fromEntries(attributes) as object,
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}
