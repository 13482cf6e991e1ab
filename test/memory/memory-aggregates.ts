import { randomUUID } from 'node:crypto';
import type {
  Aggregates,
  AggregateKey,
  AggregateKeys,
  AggregatesAtOnce,
  Loaded,
} from '../../functions/platform/state/aggregates.ts';
import type { PublishedFact } from '../../functions/platform/bus/bus.ts';
import { checkFact } from '../../events/facts.ts';
import { partitionKeyOf } from '../../functions/platform/state/item-key.ts';
import type { Instant } from '../../domain/instant.ts';

interface Item {
  readonly version: number;
  /** As text, so that nobody can change what was saved by changing what they hold. */
  readonly state: string;
  readonly facts: readonly PublishedFact[];
  readonly deadline: Instant | undefined;
  readonly expiresAt: Instant | undefined;
}

export interface MemoryAggregates extends AggregatesAtOnce {
  /** Every fact that was saved, in order, under the ids of the State table. */
  readonly facts: readonly PublishedFact[];
  /** The state as it stands, and the deadline that the watchdog would find. */
  peek<S>(key: AggregateKey<S>):
    | {
        state: S;
        deadline: Instant | undefined;
        version: number;
        /** Those of the last save. */
        facts: readonly PublishedFact[];
      }
    | undefined;
}

/** Several at once, read one by one. */
export const loadAllBy =
  (load: Aggregates['load']): AggregatesAtOnce['loadAll'] =>
  async <K extends AggregateKeys>(keys: K) => {
    const loaded = Object.entries(keys).map(async ([name, key]) => [name, key && (await load(key))] as const);
    return Object.fromEntries(await Promise.all(loaded)) as Loaded<K>;
  };

/** The aggregates in memory. Each answer comes on a later turn, so that two callers at once get in each other's way as they would at a table. */
export const memoryAggregates = (): MemoryAggregates => {
  const items = new Map<string, Item>();
  const facts: PublishedFact[] = [];
  const read = (item: Item): never => JSON.parse(item.state) as never;
  const load: Aggregates['load'] = async (key) => {
    await Promise.resolve();
    const item = items.get(partitionKeyOf(key));
    return item && { state: read(item), version: item.version };
  };
  return {
    facts,
    peek(key) {
      const item = items.get(partitionKeyOf(key));
      return item && { ...item, state: read(item) };
    },
    load,
    loadAll: loadAllBy(load),
    async save(key, expectedVersion, decided, { now, deadline, expiresAt }) {
      await Promise.resolve();
      if ((items.get(partitionKeyOf(key))?.version ?? 0) !== expectedVersion) return 'conflict';
      for (const fact of decided.facts) checkFact(fact);
      const version = expectedVersion + 1;
      const writeId = randomUUID();
      const saved = decided.facts.map(({ type, data }, index) => ({
        id: `${writeId}-${index}`,
        type,
        time: now,
        tenantId: key.tenantId,
        data,
      }));
      items.set(partitionKeyOf(key), {
        version,
        state: JSON.stringify(decided.state),
        facts: saved,
        deadline,
        expiresAt,
      });
      facts.push(...saved);
      return 'saved';
    },
  };
};
