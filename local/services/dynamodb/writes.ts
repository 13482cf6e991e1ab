import type { Clock, Store } from '../../service.ts';
import { keyOf, type Engine, type Item } from './engine.ts';
import { streamRecord, type StreamRecord } from './streams.ts';
import type { Table } from './tables.ts';

/** An item that is written; of it only the key matters here. */
export interface Part {
  readonly table: string;
  readonly item: Item;
}

export interface Writes {
  /**
   * Writes items by `action` (one operation of dynalite), one write after the other; `action` gets the first item
   * as it was.
   */
  write<T>(parts: readonly Part[], byTtl: boolean, action: (before?: Item) => Promise<T>): Promise<T>;
  /** Hands over the stream records of writes that a killed process left. */
  recover(): Promise<void>;
  /** Resolves when no write is under way. */
  idle(): Promise<unknown>;
}

/** What is about to be written; kept until its stream record is handed over. */
interface Intent {
  readonly table: string;
  readonly key: Item;
  readonly before?: Item;
  readonly byTtl: boolean;
  readonly at: number;
}

const intentKind = 'dynamodb-intent';
const sequenceKind = 'dynamodb-sequence';

export function createWrites(options: {
  readonly tables: ReadonlyMap<string, Table>;
  readonly engine: Engine;
  readonly store: Store;
  readonly clock: Clock;
  /** Takes the record over at once: when this returns, the record must survive a kill as the item does. */
  readonly emit: (streamArn: string, record: StreamRecord) => void;
  /** After each write, with the item as it is then. */
  readonly written: (table: Table, id: string, item: Item | undefined) => void;
}): Writes {
  const { tables, engine, store, clock, emit, written } = options;
  let sequence = Math.max(0, ...store.all<number>(sequenceKind).map(([, last]) => last));
  let queue: Promise<unknown> = Promise.resolve();

  async function intend({ table: name, item }: Part, byTtl: boolean) {
    const table = tables.get(name);
    const id = table && engine.idOf(table, item);
    // dynalite is about to refuse it.
    if (!table || id === undefined) return undefined;
    const before = await engine.get(table, id);
    const key = keyOf(table, item);
    const intent: Intent = { table: name, key, byTtl, at: clock.now(), ...(before && { before }) };
    sequence += 1;
    if (table.stream) {
      store.put(sequenceKind, 'last', sequence);
      store.put(intentKind, String(sequence), intent);
    }
    return { number: sequence, table, id, intent };
  }

  /** Emits what an intent came to. */
  async function settle(number: number, table: Table, id: string, intent: Intent): Promise<void> {
    const { key, before, byTtl, at } = intent;
    const after = await engine.get(table, id);
    written(table, id, after);
    if (!table.stream) return;
    const record = streamRecord(table.stream, { key, before, after, byTtl, at, number });
    if (record) emit(table.stream.arn, record);
    store.delete(intentKind, String(number));
  }

  async function writeNow<T>(
    parts: readonly Part[],
    byTtl: boolean,
    action: (before?: Item) => Promise<T>,
  ): Promise<T> {
    const intended = [];
    for (const part of parts) intended.push(await intend(part, byTtl));
    try {
      return await action(intended[0]?.intent.before);
    } finally {
      for (const each of intended) if (each) await settle(each.number, each.table, each.id, each.intent);
    }
  }

  return {
    // One after the other, so that images and the order of the stream are right.
    write(parts, byTtl, action) {
      const result = queue.then(() => writeNow(parts, byTtl, action));
      queue = result.catch(() => undefined);
      return result;
    },
    async recover() {
      const left = store.all<Intent>(intentKind).sort(([a], [b]) => Number(a) - Number(b));
      for (const [number, intent] of left) {
        const table = tables.get(intent.table);
        const id = table && engine.idOf(table, intent.key);
        if (table?.stream && id !== undefined) await settle(Number(number), table, id, intent);
        else store.delete(intentKind, number);
      }
    },
    idle: () => queue,
  };
}
