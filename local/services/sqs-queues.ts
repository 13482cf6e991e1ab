import { randomUUID } from 'node:crypto';
import type { Clock, Store } from '../service.ts';
import { refuseUnknownProperties, type Template } from '../template.ts';

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
  /** Whose message it is, where its sender says so: a fair queue serves whoever has least in flight first. */
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
  readonly StringValue?: string;
  /** Base64, as on the JSON wire. */
  readonly BinaryValue?: string;
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
  purge(queue: Queue): void;
  /** Calls `listener` whenever a message of the queue becomes visible. */
  whenVisible(queue: Queue, listener: () => void): () => void;
}

const defaults = {
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 4 * 24 * 3600,
  maximumBytes: 1_048_576,
};

export function readQueues(template: Template): Queue[] {
  return template.of('AWS::SQS::Queue').map(({ name, shortName, arn, ref, properties }) => {
    refuseUnknownProperties(name, properties, knownProperties);
    if (properties.FifoQueue) throw new Error(`${name}: the stage does not know FIFO queues`);
    const redrive = properties.RedrivePolicy;
    return {
      name,
      shortName,
      arn,
      url: ref,
      delaySeconds: properties.DelaySeconds ?? 0,
      visibilityTimeoutSeconds: properties.VisibilityTimeout ?? defaults.visibilityTimeoutSeconds,
      retentionSeconds: properties.MessageRetentionPeriod ?? defaults.retentionSeconds,
      maximumBytes: properties.MaximumMessageSize ?? defaults.maximumBytes,
      ...(properties.KmsMasterKeyId && {
        keyArn: template.find('AWS::KMS::Key', properties.KmsMasterKeyId).arn,
      }),
      ...(redrive && {
        redrive: { queueArn: redrive.deadLetterTargetArn, maxReceiveCount: Number(redrive.maxReceiveCount) },
      }),
    };
  });
}

const knownProperties = `
  DelaySeconds FifoQueue KmsDataKeyReusePeriodSeconds KmsMasterKeyId MaximumMessageSize
  MessageRetentionPeriod QueueName RedriveAllowPolicy RedrivePolicy SqsManagedSseEnabled Tags
  VisibilityTimeout
`;

export function createQueues(all: readonly Queue[], store: Store, clock: Clock): Queues {
  const contents = new Map(all.map((queue) => [queue.arn, new Map<string, Message>()]));
  const shelves = new Map(all.map((queue) => [queue.arn, createShelf()]));
  const listeners = new Map(all.map((queue) => [queue.arn, new Set<() => void>()]));
  const alarms = new Map<string, () => void>();
  let order = 0;

  const messagesOf = (queue: Queue) => contents.get(queue.arn) as Map<string, Message>;
  const shelfOf = (queue: Queue) => shelves.get(queue.arn) as Shelf;
  const find = (arn: string) => all.find((queue) => queue.arn === arn);

  function put(queue: Queue, message: Message): void {
    forget(queue, messagesOf(queue).get(message.id));
    store.put('sqs-messages', message.id, message);
    place(queue, message);
  }

  function place(queue: Queue, message: Message): void {
    messagesOf(queue).set(message.id, message);
    const show = () => {
      alarms.delete(message.id);
      shelfOf(queue).show(message);
      listeners.get(queue.arn)?.forEach((listener) => listener());
    };
    shelfOf(queue).hide(message);
    if (message.visibleAt <= clock.now()) show();
    else alarms.set(message.id, clock.at(message.visibleAt, show));
  }

  function forget(queue: Queue, message: Message | undefined): void {
    if (!message) return;
    shelfOf(queue).remove(message);
    alarms.get(message.id)?.();
    alarms.delete(message.id);
  }

  function drop(queue: Queue, message: Message): void {
    forget(queue, message);
    messagesOf(queue).delete(message.id);
    store.delete('sqs-messages', message.id);
  }

  const isOld = (queue: Queue, { sentAt }: Message) => sentAt <= clock.now() - queue.retentionSeconds * 1000;

  /** Retention counts from when the message was first sent, also in a dead-letter queue. */
  function live(queue: Queue): Message[] {
    for (const message of messagesOf(queue).values()) if (isOld(queue, message)) drop(queue, message);
    return [...messagesOf(queue).values()];
  }

  function moveToDeadLetters(queue: Queue, message: Message, deadLetterArn: string): void {
    const target = find(deadLetterArn);
    if (!target)
      throw new Error(`${queue.name}: its dead-letter queue ${deadLetterArn} is not in the template`);
    drop(queue, message);
    const { receiptHandle: _, firstReceivedAt: __, ...rest } = message;
    const visibleAt = clock.now();
    put(target, { ...rest, queueArn: target.arn, visibleAt, receiveCount: 0, sourceArn: queue.arn });
  }

  function byHandle(queue: Queue, receiptHandle: string): Message | undefined {
    const [id = ''] = Buffer.from(receiptHandle, 'base64').toString().split('#');
    const message = messagesOf(queue).get(id);
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  const kept = store.all<Message>('sqs-messages').map(([, message]) => message);
  for (const message of kept.sort((a, b) => a.order - b.order)) {
    const queue = find(message.queueArn);
    if (!queue) continue;
    order = Math.max(order, message.order + 1);
    place(queue, message);
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
        order: order++,
        visibleAt,
        receiveCount: 0,
      };
      put(queue, message);
      return message;
    },
    receive(queue, most, visibilityTimeoutSeconds = queue.visibilityTimeoutSeconds) {
      const now = clock.now();
      const received = new Map<string, Message>();
      while (received.size < most) {
        const message = shelfOf(queue).next();
        // One that is hidden for no time at all comes round again: enough.
        if (!message || received.has(message.id)) break;
        if (isOld(queue, message)) {
          drop(queue, message);
          continue;
        }
        if (queue.redrive && message.receiveCount >= queue.redrive.maxReceiveCount) {
          moveToDeadLetters(queue, message, queue.redrive.queueArn);
          continue;
        }
        const next: Message = {
          ...message,
          visibleAt: now + visibilityTimeoutSeconds * 1000,
          receiveCount: message.receiveCount + 1,
          firstReceivedAt: message.firstReceivedAt ?? now,
          receiptHandle: Buffer.from(`${message.id}#${randomUUID()}`).toString('base64'),
        };
        put(queue, next);
        received.set(next.id, next);
      }
      return [...received.values()];
    },
    remove(queue, receiptHandle) {
      const message = byHandle(queue, receiptHandle);
      if (message) drop(queue, message);
    },
    hide(queue, receiptHandle, seconds) {
      const message = byHandle(queue, receiptHandle);
      if (!message || message.visibleAt <= clock.now()) return false;
      put(queue, { ...message, visibleAt: clock.now() + seconds * 1000 });
      return true;
    },
    contents: live,
    depth(queue) {
      const now = clock.now();
      const hidden = live(queue).filter((message) => message.visibleAt > now);
      const inFlight = hidden.filter((message) => message.receiveCount > 0).length;
      return { visible: live(queue).length - hidden.length, delayed: hidden.length - inFlight, inFlight };
    },
    purge(queue) {
      for (const message of live(queue)) drop(queue, message);
    },
    whenVisible(queue, listener) {
      listeners.get(queue.arn)?.add(listener);
      return () => listeners.get(queue.arn)?.delete(listener);
    },
  };
}

/** Which messages of a queue can be received, and how many of each group are in flight. */
interface Shelf {
  show(message: Message): void;
  /** Delayed or in flight from now on. */
  hide(message: Message): void;
  remove(message: Message): void;
  /** What is received next: of the group with the least in flight, so that one group's backlog does not hold up another's. */
  next(): Message | undefined;
}

/** Source: "Amazon SQS fair queues", SQS Developer Guide. */
function createShelf(): Shelf {
  const groups = new Map<string, { readonly visible: Map<string, Message>; inFlight: number }>();
  const groupOf = ({ groupId = '' }: Message) => {
    const group = groups.get(groupId) ?? { visible: new Map<string, Message>(), inFlight: 0 };
    groups.set(groupId, group);
    return group;
  };
  const flies = ({ receiveCount }: Message) => Number(receiveCount > 0);
  return {
    show(message) {
      const group = groupOf(message);
      group.inFlight -= flies(message);
      group.visible.set(message.id, message);
    },
    hide(message) {
      groupOf(message).inFlight += flies(message);
    },
    remove(message) {
      const group = groupOf(message);
      if (!group.visible.delete(message.id)) group.inFlight -= flies(message);
    },
    next() {
      let least: { readonly visible: Map<string, Message>; inFlight: number } | undefined;
      for (const group of groups.values())
        if (group.visible.size > 0 && (!least || group.inFlight < least.inFlight)) least = group;
      return least?.visible.values().next().value;
    },
  };
}
