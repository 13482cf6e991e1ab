/**
 * Amazon SQS, standard queues: what callers may ask of a queue. Source: Amazon SQS API Reference (JSON protocol).
 */
import * as z from 'zod';
import { createService, operation, type Operation } from '../../operations.ts';
import { region } from '../../template/resource-types.ts';
import { AwsError, type Access, type Clock, type Service } from '../../service.ts';
import { md5, md5OfAttributes, sizeOf, systemAttributes } from './messages.ts';
import type { Message, Queue, Queues } from './queues.ts';

const attributes = z.record(
  z.string(),
  z.strictObject({
    DataType: z.string(),
    StringValue: z.string().optional(),
    BinaryValue: z.string().optional(),
  }),
);
const sent = {
  MessageBody: z.string().optional(),
  DelaySeconds: z.number().optional(),
  MessageAttributes: attributes.default({}),
  MessageGroupId: z.string().optional(),
};
const onQueue = { QueueUrl: z.string() };
const sendInput = z.strictObject({ ...onQueue, ...sent });
const receiveInput = z.strictObject({
  ...onQueue,
  MaxNumberOfMessages: z.number().default(1),
  WaitTimeSeconds: z.number().default(0),
  VisibilityTimeout: z.number().optional(),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});
const batchInput = z.strictObject({
  ...onQueue,
  Entries: z.array(z.strictObject({ Id: z.string(), ...sent })).default([]),
});

type Sent = Omit<z.output<typeof sendInput>, 'QueueUrl'>;

export function createSqs(queues: Queues, clock: Clock): Service {
  return createService({
    name: 'sqs',
    title: 'SQS',
    unknownCode: 'UnsupportedOperation',
    operations: { ...sending(queues), ...receiving(queues, clock), StartMessageMoveTask: moving(queues) },
  });
}

function sending(queues: Queues): Readonly<Record<string, Operation>> {
  function send(queue: Queue, input: Sent) {
    const delaySeconds = within('DelaySeconds', input.DelaySeconds ?? queue.delaySeconds, 0, 900);
    const { MessageBody: body, MessageAttributes, MessageGroupId } = input;
    if (body === undefined || body === '') throw new AwsError('MissingParameter', 'MessageBody is required');
    if (notXml.test(body))
      throw new AwsError('InvalidMessageContents', 'The message has characters outside the allowed set');
    refuseTooMuch(sizeOf(body, MessageAttributes), queue.maximumBytes);
    const message = queues.send(queue, body, MessageAttributes, delaySeconds, MessageGroupId);
    return {
      MessageId: message.id,
      MD5OfMessageBody: md5(body),
      ...(Object.keys(MessageAttributes).length > 0 && {
        MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
      }),
    };
  }

  return {
    SendMessage: operation({
      input: sendInput,
      access: ({ QueueUrl }) => accessTo('SendMessage', byUrl(queues, QueueUrl)),
      run: ({ QueueUrl, ...message }) => send(byUrl(queues, QueueUrl), message),
    }),
    SendMessageBatch: operation({
      input: batchInput,
      access: ({ QueueUrl }) => accessTo('SendMessage', byUrl(queues, QueueUrl)),
      run({ QueueUrl, Entries }) {
        const queue = byUrl(queues, QueueUrl);
        const bytes = Entries.map((entry) => sizeOf(entry.MessageBody ?? '', entry.MessageAttributes));
        refuseTooMuch(
          bytes.reduce((sum, size) => sum + size, 0),
          queue.maximumBytes,
        );
        return each(Entries, (entry) => send(queue, entry));
      },
    }),
  };
}

function receiving(queues: Queues, clock: Clock): Readonly<Record<string, Operation>> {
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

  async function receive(queue: Queue, input: z.output<typeof receiveInput>) {
    const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10);
    const waitSeconds = within('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20);
    const timeout = input.VisibilityTimeout;
    if (timeout !== undefined) within('VisibilityTimeout', timeout, 0, 43_200);
    let messages = queues.receive(queue, most, timeout);
    if (messages.length === 0 && waitSeconds > 0) {
      await arrival(queue, waitSeconds);
      messages = queues.receive(queue, most, timeout);
    }
    return messages.length === 0 ? {} : { Messages: messages.map((message) => wireMessage(message, input)) };
  }

  return {
    ReceiveMessage: operation({
      input: receiveInput,
      access: ({ QueueUrl }) => accessTo('ReceiveMessage', byUrl(queues, QueueUrl)),
      run: (input) => receive(byUrl(queues, input.QueueUrl), input),
    }),
    DeleteMessage: operation({
      input: z.strictObject({ ...onQueue, ReceiptHandle: z.string() }),
      access: ({ QueueUrl }) => accessTo('DeleteMessage', byUrl(queues, QueueUrl)),
      run: ({ QueueUrl, ReceiptHandle }) => queues.remove(byUrl(queues, QueueUrl), valid(ReceiptHandle)),
    }),
    ChangeMessageVisibility: operation({
      input: z.strictObject({ ...onQueue, ReceiptHandle: z.string(), VisibilityTimeout: z.number() }),
      access: ({ QueueUrl }) => accessTo('ChangeMessageVisibility', byUrl(queues, QueueUrl)),
      run({ QueueUrl, ReceiptHandle, VisibilityTimeout }) {
        const seconds = within('VisibilityTimeout', VisibilityTimeout, 0, 43_200);
        if (!queues.hide(byUrl(queues, QueueUrl), valid(ReceiptHandle), seconds))
          throw new AwsError(
            'MessageNotInflight',
            'The message is not in flight or its receipt handle is old',
          );
      },
    }),
  };
}

/** At once: the stage has no rate limit on moving. Moved messages get a new id and a new time of sending. */
function moving(queues: Queues): Operation {
  const byArn = (arn: string) => queues.find(arn) ?? missingQueue();
  return operation({
    input: z.strictObject({ SourceArn: z.string(), DestinationArn: z.string().optional() }),
    access: ({ SourceArn }) => accessTo('StartMessageMoveTask', byArn(SourceArn)),
    run({ SourceArn, DestinationArn }) {
      const source = byArn(SourceArn);
      for (const message of queues.receive(source, Number.MAX_SAFE_INTEGER, 0)) {
        const target = queues.find(DestinationArn ?? message.sourceArn ?? '');
        if (!target)
          throw new AwsError('ResourceNotFoundException', `Where did message ${message.id} come from?`);
        queues.remove(source, message.receiptHandle ?? '');
        queues.send(target, message.body, message.attributes, 0);
      }
      return { TaskHandle: Buffer.from(source.arn).toString('base64') };
    },
  });
}

const byUrl = (queues: Queues, url: string): Queue =>
  queues.all.find(({ name }) => name === url.split('/').at(-1)) ?? missingQueue();

function missingQueue(): never {
  const queryError = 'AWS.SimpleQueueService.NonExistentQueue';
  throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', 400, { queryError });
}

const accessTo = (action: string, queue: Queue): Access[] => [
  { action: `sqs:${action}`, resource: queue.arn },
  ...keyAccess(queue, action),
];

/** "Key management", Amazon SQS Developer Guide: a producer generates data keys, a consumer decrypts them. */
export function keyAccess(queue: Queue, action: string): Access[] {
  if (queue.keyArn === undefined) return [];
  const resource = queue.keyArn;
  const context = { 'kms:ViaService': `sqs.${region}.amazonaws.com` };
  if (action === 'SendMessage')
    return ['kms:GenerateDataKey', 'kms:Decrypt'].map((needed) => ({ action: needed, resource, context }));
  return action === 'ReceiveMessage' ? [{ action: 'kms:Decrypt', resource, context }] : [];
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
  if (bytes <= most) return;
  throw new AwsError(
    'InvalidParameterValue',
    `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
  );
}

function valid(receiptHandle: string): string {
  if (Buffer.from(receiptHandle, 'base64').includes('#')) return receiptHandle;
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
}

function each<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  work: (entry: Entry) => object,
) {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry');
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Ids must be distinct');
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function wireMessage(message: Message, input: z.output<typeof receiveInput>) {
  const wanted = [...input.MessageSystemAttributeNames, ...input.AttributeNames];
  const shown = Object.entries(systemAttributes(message)).filter(
    ([key]) => wanted.includes('All') || wanted.includes(key),
  );
  const named = Object.entries(message.attributes).filter(([key]) =>
    input.MessageAttributeNames.some((name) => matches(name, key)),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
    ...(named.length > 0 && {
      MessageAttributes: Object.fromEntries(named),
      MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(named)),
    }),
  };
}

/** `All`, `.*`, a name, or a prefix with `.*`. */
const matches = (wanted: string, name: string): boolean =>
  wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2)));
