import { createHash } from 'node:crypto';
import type { Access, Clock, Input, Service } from '../service.ts';
import { region } from '../resource-types.ts';
import { AwsError } from '../service.ts';
import type { Message, MessageAttribute, Queue, Queues } from './sqs-queues.ts';

/**
 * Amazon SQS, standard queues. Source: Amazon SQS API Reference (JSON protocol): SendMessage, SendMessageBatch, ReceiveMessage,
 * DeleteMessage, DeleteMessageBatch, ChangeMessageVisibility, ChangeMessageVisibilityBatch, GetQueueAttributes, GetQueueUrl,
 * PurgeQueue, StartMessageMoveTask.
 */
export function createSqs(queues: Queues, clock: Clock): Service {
  const operations: Record<string, (queue: Queue, input: Input) => unknown> = {
    SendMessage: send,
    SendMessageBatch: (queue, input) => {
      refuseTooMuch(
        input.Entries.map(sizeOf).reduce((sum: number, size: number) => sum + size, 0),
        queue.maximumBytes,
      );
      return each(input, (entry) => send(queue, entry));
    },
    ReceiveMessage: receive,
    DeleteMessage: (queue, input) => queues.remove(queue, handleOf(input)),
    DeleteMessageBatch: (queue, input) => each(input, (entry) => queues.remove(queue, handleOf(entry))),
    ChangeMessageVisibility: hide,
    ChangeMessageVisibilityBatch: (queue, input) => each(input, (entry) => hide(queue, entry)),
    GetQueueAttributes: attributesOf,
    GetQueueUrl: (queue) => ({ QueueUrl: queue.url }),
    PurgeQueue: (queue) => queues.purge(queue),
    StartMessageMoveTask: moveBack,
  };

  function queueOf(operation: string, input: Input): Queue {
    const found =
      operation === 'StartMessageMoveTask'
        ? queues.find(input.SourceArn)
        : queues.all.find(
            ({ name }) => name === (input.QueueName ?? String(input.QueueUrl).split('/').at(-1)),
          );
    if (found) return found;
    const queryError = 'AWS.SimpleQueueService.NonExistentQueue';
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', 400, { queryError });
  }

  function send(queue: Queue, input: Input) {
    const delaySeconds = within('DelaySeconds', input.DelaySeconds ?? queue.delaySeconds, 0, 900);
    const body = input.MessageBody;
    if (typeof body !== 'string' || body === '')
      throw new AwsError('MissingParameter', 'MessageBody is required');
    if (notXml.test(body))
      throw new AwsError('InvalidMessageContents', 'The message has characters outside the allowed set');
    if (input.MessageDeduplicationId)
      throw new AwsError('UnsupportedOperation', 'The stage has standard queues only');
    refuseTooMuch(sizeOf(input), queue.maximumBytes);
    const message = queues.send(
      queue,
      body,
      input.MessageAttributes ?? {},
      delaySeconds,
      input.MessageGroupId,
    );
    return {
      MessageId: message.id,
      MD5OfMessageBody: md5(body),
      ...(input.MessageAttributes && { MD5OfMessageAttributes: md5OfAttributes(input.MessageAttributes) }),
    };
  }

  async function receive(queue: Queue, input: Input) {
    const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
    const waitSeconds = within('WaitTimeSeconds', input.WaitTimeSeconds ?? 0, 0, 20);
    const timeout = input.VisibilityTimeout;
    if (timeout !== undefined) within('VisibilityTimeout', timeout, 0, 43_200);
    let messages = queues.receive(queue, most, timeout);
    if (messages.length === 0 && waitSeconds > 0) {
      await arrival(queue, waitSeconds);
      messages = queues.receive(queue, most, timeout);
    }
    return messages.length === 0 ? {} : { Messages: messages.map((message) => wireMessage(message, input)) };
  }

  function arrival(queue: Queue, waitSeconds: number): Promise<void> {
    return new Promise((arrived) => {
      const done = () => {
        stopListening();
        stopWaiting();
        arrived();
      };
      const stopListening = queues.whenVisible(queue, done);
      const stopWaiting = clock.at(clock.now() + waitSeconds * 1000, done);
    });
  }

  function hide(queue: Queue, input: Input): void {
    const seconds = within('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200);
    if (!queues.hide(queue, handleOf(input), seconds))
      throw new AwsError('MessageNotInflight', 'The message is not in flight or its receipt handle is old');
  }

  function attributesOf(queue: Queue, input: Input) {
    const depth = queues.depth(queue);
    const all: Record<string, string> = {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(depth.visible),
      ApproximateNumberOfMessagesDelayed: String(depth.delayed),
      ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
      DelaySeconds: String(queue.delaySeconds),
      MaximumMessageSize: String(queue.maximumBytes),
      MessageRetentionPeriod: String(queue.retentionSeconds),
      VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
      ...(queue.redrive && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queue.redrive.queueArn,
          maxReceiveCount: queue.redrive.maxReceiveCount,
        }),
      }),
    };
    const wanted: string[] = input.AttributeNames ?? [];
    return {
      Attributes: Object.fromEntries(
        Object.entries(all).filter(([key]) => wanted.includes('All') || wanted.includes(key)),
      ),
    };
  }

  /** At once: the stage has no rate limit on moving. Moved messages get a new id and a new time of sending. */
  function moveBack(source: Queue, input: Input) {
    for (const message of queues.receive(source, Number.MAX_SAFE_INTEGER, 0)) {
      const target = queues.find(input.DestinationArn ?? message.sourceArn ?? '');
      if (!target)
        throw new AwsError('ResourceNotFoundException', `Where did message ${message.id} come from?`);
      queues.remove(source, message.receiptHandle ?? '');
      queues.send(target, message.body, message.attributes, 0);
    }
    return { TaskHandle: Buffer.from(source.arn).toString('base64') };
  }

  return {
    name: 'sqs',
    access(operation, input) {
      if (!(operation in operations))
        throw new AwsError('UnsupportedOperation', `The stage does not know the SQS operation ${operation}`);
      const queue = queueOf(operation, input);
      const action = `sqs:${operation.replace(/Batch$/, '')}`;
      return [{ action, resource: queue.arn }, ...keyAccess(queue, operation)];
    },
    handle: async (operation, input) =>
      (await operations[operation]?.(queueOf(operation, input), input)) ?? {},
  };
}

/** "Key management", Amazon SQS Developer Guide: a producer generates data keys, a consumer decrypts them. */
export function keyAccess(queue: Queue, operation: string): Access[] {
  if (!queue.keyArn) return [];
  const onKey = { resource: queue.keyArn, context: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } };
  if (operation.startsWith('SendMessage'))
    return ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, ...onKey }));
  return operation === 'ReceiveMessage' ? [{ action: 'kms:Decrypt', ...onKey }] : [];
}

/** #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF are allowed. */

const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const reason = `must be >= ${least} and <= ${most}`;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${name} ${reason}.`,
  );
}

function refuseTooMuch(bytes: number, most: number): void {
  if (bytes > most)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
}

function sizeOf(input: Input): number {
  const attributes = Object.entries<MessageAttribute>(input.MessageAttributes ?? {});
  return attributes.reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name + DataType + (StringValue ?? '')) +
      Buffer.byteLength(BinaryValue ?? '', 'base64'),
    Buffer.byteLength(String(input.MessageBody ?? '')),
  );
}

function handleOf(input: Input): string {
  const handle: unknown = input.ReceiptHandle;
  if (typeof handle === 'string' && Buffer.from(handle, 'base64').includes('#')) return handle;
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
}

async function each(input: Input, work: (entry: Input) => unknown) {
  const entries: Input[] = input.Entries ?? [];
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry');
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Ids must be distinct');
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...Object(await work(entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

export const systemAttributes = (message: Message): Record<string, string> => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(Math.floor(message.sentAt)),
  SenderId: 'LOCAL',
  ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? 0)),
  ...(message.sourceArn && { DeadLetterQueueSourceArn: message.sourceArn }),
});

function wireMessage(message: Message, input: Input) {
  const wanted: string[] = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  const attributes = Object.entries(systemAttributes(message));
  const shown = attributes.filter(([key]) => wanted.includes('All') || wanted.includes(key));
  const named: string[] = input.MessageAttributeNames ?? [];
  const messageAttributes = Object.entries(message.attributes).filter(([key]) =>
    named.some(
      (name) =>
        name === 'All' ||
        name === '.*' ||
        name === key ||
        (name.endsWith('.*') && key.startsWith(name.slice(0, -2))),
    ),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
    ...(messageAttributes.length > 0 && {
      MessageAttributes: Object.fromEntries(messageAttributes),
      MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(messageAttributes)),
    }),
  };
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** "Calculating the MD5 message digest for message attributes", Amazon SQS Developer Guide. */
function md5OfAttributes(attributes: Message['attributes']): string {
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    const binary = DataType.startsWith('Binary');
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''));
  }
  return hash.digest('hex');
}
