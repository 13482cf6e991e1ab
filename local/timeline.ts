interface Entry {
  readonly dueAt: number;
}

/** Entries soonest first; those of one moment in the order in which they were added. */
export interface Timeline<E extends Entry> {
  /** The first entry, if it is due by then. */
  first(by?: number): E | undefined;
  add(entry: E): void;
  remove(entry: E): void;
  /** Takes out what is due by then. */
  takeDue(moment: number): E[];
  clear(): void;
}

export function createTimeline<E extends Entry>(): Timeline<E> {
  const entries: E[] = [];

  /** Where the first entry is that is due later. */
  function firstAfter(moment: number): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((entries[middle]?.dueAt ?? 0) <= moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    first(by = Infinity) {
      const [first] = entries;
      return first && first.dueAt <= by ? first : undefined;
    },
    add: (entry) => void entries.splice(firstAfter(entry.dueAt), 0, entry),
    remove(entry) {
      for (let index = firstAfter(entry.dueAt) - 1; entries[index]?.dueAt === entry.dueAt; index--)
        if (entries[index] === entry) entries.splice(index, 1);
    },
    takeDue: (moment) => entries.splice(0, firstAfter(moment)),
    clear: () => void entries.splice(0),
  };
}
