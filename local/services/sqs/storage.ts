import type { Clock, Store } from '../../service.ts';
import type { Message, Queue } from './queues.ts';
import { createShelf, type Shelf } from './shelf.ts';

const kind = 'sqs-messages';

/** The messages of one queue: all that are there, and on the shelf those that can be received. */
interface Contents {
  readonly messages: Map<string, Message>;
  readonly shelf: Shelf;
  readonly listeners: Set<() => void>;
}

export interface Storage {
  of(queue: Queue): Contents;
  /** Puts a new message, or the new state of one, into its queue. */
  put(queue: Queue, message: Message): void;
  drop(queue: Queue, message: Message): void;
  /** Retention counts from when the message was first sent, also in a dead-letter queue. */
  live(queue: Queue): Message[];
  isOld(queue: Queue, message: Message): boolean;
  nextOrder(): number;
}

export function createStorage(all: readonly Queue[], store: Store, clock: Clock): Storage {
  const contents = new Map<string, Contents>(
    all.map(({ arn }) => [arn, { messages: new Map(), shelf: createShelf(), listeners: new Set() }]),
  );
  const alarms = new Map<string, () => void>();
  let order = 0;

  function of({ name, arn }: Queue): Contents {
    const found = contents.get(arn);
    if (!found) throw new Error(`${name} is not a queue of this stage`);
    return found;
  }

  function place(queue: Queue, message: Message): void {
    const { messages, shelf, listeners } = of(queue);
    messages.set(message.id, message);
    const show = () => {
      alarms.delete(message.id);
      shelf.show(message);
      listeners.forEach((listener) => listener());
    };
    shelf.hide(message);
    if (message.visibleAt <= clock.now()) show();
    else alarms.set(message.id, clock.at(message.visibleAt, show));
  }

  function forget(queue: Queue, message: Message | undefined): void {
    if (!message) return;
    of(queue).shelf.remove(message);
    alarms.get(message.id)?.();
    alarms.delete(message.id);
  }

  function drop(queue: Queue, message: Message): void {
    forget(queue, message);
    of(queue).messages.delete(message.id);
    store.delete(kind, message.id);
  }

  const isOld = (queue: Queue, { sentAt }: Message) => sentAt <= clock.now() - queue.retentionSeconds * 1000;

  const kept = store.all<Message>(kind).map(([, message]) => message);
  for (const message of kept.sort((a, b) => a.order - b.order)) {
    const queue = all.find(({ arn }) => arn === message.queueArn);
    if (!queue) continue;
    order = Math.max(order, message.order + 1);
    place(queue, message);
  }

  return {
    of,
    drop,
    isOld,
    put(queue, message) {
      forget(queue, of(queue).messages.get(message.id));
      store.put(kind, message.id, message);
      place(queue, message);
    },
    live(queue) {
      const { messages } = of(queue);
      for (const message of messages.values()) if (isOld(queue, message)) drop(queue, message);
      return [...messages.values()];
    },
    nextOrder: () => order++,
  };
}
