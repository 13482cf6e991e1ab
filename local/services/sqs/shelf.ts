import type { Message } from './queues.ts';

/** Which messages of a queue can be received, and how many of each group are in flight. */
export interface Shelf {
  show(message: Message): void;
  /** Delayed or in flight from now on. */
  hide(message: Message): void;
  remove(message: Message): void;
  /**
   * What is received next: of the group with the least in flight, so that one group's backlog does not hold up
   * another's.
   */
  next(): Message | undefined;
}

/** Source: "Amazon SQS fair queues", SQS Developer Guide. */
export function createShelf(): Shelf {
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
