import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Clock, Store } from '../../service.ts';
import { flag, ignored, number, read, text } from '../../shapes.ts';
import type { Template } from '../../template/template.ts';
import { createStorage, type Storage } from './storage.ts';

/** A standard queue as the template configures it. */
export interface Queue {
  readonly name: string;
  readonly shortName: string;
  readonly arn: string;
  readonly url: string;
  readonly delaySeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly maximumBytes: number;
  readonly keyArn?: string;
  readonly redrive?: { readonly queueArn: string; readonly maxReceiveCount: number };
}

export interface Message {
  readonly id: string;
  readonly queueArn: string;
  readonly body: string;
  /**
   * The tenant that the message belongs to, if its sender sets one: a fair queue serves the group with the least in
   * flight first.
   */
  readonly groupId?: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentAt: number;
  readonly order: number;
  /** Delayed or in flight until then. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  /** Only the handle of the latest receive is good. */
  readonly receiptHandle?: string;
  /** Where a dead letter came from. */
  readonly sourceArn?: string;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  /** Base64, as on the JSON wire. */
  readonly BinaryValue?: string | undefined;
}

export interface Depth {
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
}

/** The queues' contents and their movement in time. What callers may ask of them is in sqs.ts. */
export interface Queues {
  readonly all: readonly Queue[];
  find(arn: string): Queue | undefined;
  send(
    queue: Queue,
    body: string,
    attributes?: Message['attributes'],
    delaySeconds?: number,
    groupId?: string,
  ): Message;
  receive(queue: Queue, most: number, visibilityTimeoutSeconds?: number): Message[];
  remove(queue: Queue, receiptHandle: string): void;
  /** False when the message is not in flight. */
  hide(queue: Queue, receiptHandle: string, seconds: number): boolean;
  contents(queue: Queue): Message[];
  depth(queue: Queue): Depth;
  /** Calls `listener` whenever a message of the queue becomes visible. */
  whenVisible(queue: Queue, listener: () => void): () => void;
}

/** AWS::SQS::Queue. Encryption at rest changes nothing beyond the right to use the key. */
const queueProperties = z.strictObject({
  QueueName: text.optional(),
  DelaySeconds: number.default(0),
  VisibilityTimeout: number.default(30),
  MessageRetentionPeriod: number.default(4 * 24 * 3600),
  MaximumMessageSize: number.default(1_048_576),
  KmsMasterKeyId: text.optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: text, maxReceiveCount: number }).optional(),
  FifoQueue: flag.default(false),
  ...ignored('KmsDataKeyReusePeriodSeconds', 'RedriveAllowPolicy', 'SqsManagedSseEnabled', 'Tags'),
});

export function readQueues(template: Template): Queue[] {
  return template.of('AWS::SQS::Queue').map(({ name, shortName, arn, ref, properties }) => {
    const queue = read(name, properties, queueProperties);
    if (queue.FifoQueue) throw new Error(`${name}: the stage does not know FIFO queues`);
    const redrive = queue.RedrivePolicy;
    return {
      name,
      shortName,
      arn,
      url: ref,
      delaySeconds: queue.DelaySeconds,
      visibilityTimeoutSeconds: queue.VisibilityTimeout,
      retentionSeconds: queue.MessageRetentionPeriod,
      maximumBytes: queue.MaximumMessageSize,
      ...(queue.KmsMasterKeyId !== undefined && {
        keyArn: template.find('AWS::KMS::Key', queue.KmsMasterKeyId).arn,
      }),
      ...(redrive && {
        redrive: { queueArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
      }),
    };
  });
}

export function createQueues(all: readonly Queue[], store: Store, clock: Clock): Queues {
  const storage = createStorage(all, store, clock);
  const find = (arn: string) => all.find((queue) => queue.arn === arn);

  function moveToDeadLetters(queue: Queue, message: Message, deadLetterArn: string): void {
    const target = find(deadLetterArn);
    if (!target)
      throw new Error(`${queue.name}: its dead-letter queue ${deadLetterArn} is not in the template`);
    storage.drop(queue, message);
    const { receiptHandle: _, firstReceivedAt: __, ...rest } = message;
    const visibleAt = clock.now();
    storage.put(target, { ...rest, queueArn: target.arn, visibleAt, receiveCount: 0, sourceArn: queue.arn });
  }

  function byHandle(queue: Queue, receiptHandle: string): Message | undefined {
    const [id = ''] = Buffer.from(receiptHandle, 'base64').toString().split('#');
    const message = storage.of(queue).messages.get(id);
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  return {
    all,
    find,
    send(queue, body, attributes = {}, delaySeconds = queue.delaySeconds, groupId) {
      const sentAt = clock.now();
      const visibleAt = sentAt + delaySeconds * 1000;
      const id = randomUUID();
      const message = {
        id,
        queueArn: queue.arn,
        body,
        ...(groupId !== undefined && { groupId }),
        attributes,
        sentAt,
        order: storage.nextOrder(),
        visibleAt,
        receiveCount: 0,
      };
      storage.put(queue, message);
      return message;
    },
    receive: (queue, most, visibilityTimeoutSeconds = queue.visibilityTimeoutSeconds) =>
      receive(storage, clock.now(), moveToDeadLetters, queue, most, visibilityTimeoutSeconds),
    remove(queue, receiptHandle) {
      const message = byHandle(queue, receiptHandle);
      if (message) storage.drop(queue, message);
    },
    hide(queue, receiptHandle, seconds) {
      const message = byHandle(queue, receiptHandle);
      if (!message || message.visibleAt <= clock.now()) return false;
      storage.put(queue, { ...message, visibleAt: clock.now() + seconds * 1000 });
      return true;
    },
    contents: storage.live,
    depth(queue) {
      const now = clock.now();
      const messages = storage.live(queue);
      const hidden = messages.filter((message) => message.visibleAt > now);
      const inFlight = hidden.filter((message) => message.receiveCount > 0).length;
      return { visible: messages.length - hidden.length, delayed: hidden.length - inFlight, inFlight };
    },
    whenVisible(queue, listener) {
      const { listeners } = storage.of(queue);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function receive(
  storage: Storage,
  now: number,
  moveToDeadLetters: (queue: Queue, message: Message, deadLetterArn: string) => void,
  queue: Queue,
  most: number,
  visibilityTimeoutSeconds: number,
): Message[] {
  const received = new Map<string, Message>();
  while (received.size < most) {
    const message = storage.of(queue).shelf.next();
    // One that is hidden for no time at all comes round again: enough.
    if (!message || received.has(message.id)) break;
    if (storage.isOld(queue, message)) storage.drop(queue, message);
    else if (queue.redrive && message.receiveCount >= queue.redrive.maxReceiveCount)
      moveToDeadLetters(queue, message, queue.redrive.queueArn);
    else {
      const next: Message = {
        ...message,
        visibleAt: now + visibilityTimeoutSeconds * 1000,
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
        receiptHandle: Buffer.from(`${message.id}#${randomUUID()}`).toString('base64'),
      };
      storage.put(queue, next);
      received.set(next.id, next);
    }
  }
  return [...received.values()];
}
