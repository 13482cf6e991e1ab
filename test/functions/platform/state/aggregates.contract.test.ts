import { partitionKeyOf } from '../../../../functions/platform/state/item-key.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dynamoAggregates } from '../../../../functions/platform/state/dynamo-aggregates.ts';
import {
  type Aggregates,
  type AggregateKey,
  change,
  changeKnown,
  ContentionError,
  type Versioned,
} from '../../../../functions/platform/state/aggregates.ts';
import { clientKey, clinicianKey, sessionKey } from '../../../../functions/clearance/keys.ts';
import { contactMethodKey, incidentKey, rosterKey } from '../../../../functions/crisis/keys.ts';
import type { PublishedFact } from '../../../../functions/platform/bus/bus.ts';
import { memoryAggregates } from '../../../memory/memory-aggregates.ts';
import { localTables } from '../local-tables.ts';

interface Counter {
  readonly count: number;
  readonly nested?: { readonly list: readonly unknown[]; readonly nothing?: undefined };
}

interface Store {
  readonly aggregates: Aggregates;
  /** The facts of an aggregate's last save. */
  readonly factsOf: (key: AggregateKey<unknown>) => Promise<readonly PublishedFact[]>;
  readonly close: () => Promise<void>;
}

const inMemory = (): Promise<Store> => {
  const aggregates = memoryAggregates();
  return Promise.resolve({
    aggregates,
    factsOf: (key) => Promise.resolve(aggregates.peek(key)?.facts ?? []),
    close: () => Promise.resolve(),
  });
};

const onDynalite = async (): Promise<Store> => {
  const tables = await localTables();
  return {
    aggregates: dynamoAggregates(tables.client, 'State'),
    factsOf: async (key) => {
      const item = (await tables.rows('State')).find(({ pk }) => pk === partitionKeyOf(key));
      return (item?.['facts'] ?? []) as PublishedFact[];
    },
    close: tables.close,
  };
};

const key: AggregateKey<Counter> = { kind: 'counter', ids: ['clinic', '1'], tenantId: 'clinic' };
const now = '2027-03-01T10:00:00.000Z';
const counted = (count: number) => ({ state: { count }, facts: [] });

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', onDynalite],
])('aggregates %s', (_, open) => {
  let store: Store;
  let aggregates: Aggregates;
  beforeEach(async () => {
    store = await open();
    aggregates = store.aggregates;
  });
  afterEach(() => store.close());

  test('are unknown before they are first saved, and have version 1 afterwards', async () => {
    expect(await aggregates.load(key)).toBeUndefined();
    expect(await aggregates.save(key, 0, counted(1), { now })).toBe('saved');
    expect(await aggregates.load(key)).toEqual({ state: { count: 1 }, version: 1 });
  });

  test('come back as they were saved; what was undefined is gone', async () => {
    const nested = { list: ['', 'é👋', 0, -1.5, true, null, [], {}, { deep: ['x'] }], nothing: undefined };
    await aggregates.save(key, 0, { state: { count: 0, nested }, facts: [] }, { now });
    expect((await aggregates.load(key))?.state).toStrictEqual({ count: 0, nested: { list: nested.list } });
  });

  test('are not changed by anyone who changes what they loaded or saved', async () => {
    const list: unknown[] = ['first'];
    await aggregates.save(key, 0, { state: { count: 0, nested: { list } }, facts: [] }, { now });
    list.push('second');
    expect((await aggregates.load(key))?.state.nested?.list).toEqual(['first']);
  });

  test('are saved only over the version that was loaded', async () => {
    await aggregates.save(key, 0, counted(1), { now });
    expect(await aggregates.save(key, 0, counted(99), { now })).toBe('conflict');
    expect(await aggregates.save(key, 2, counted(99), { now })).toBe('conflict');
    expect(await aggregates.load(key)).toEqual({ state: { count: 1 }, version: 1 });
    expect(await aggregates.save(key, 1, counted(2), { now })).toBe('saved');
    expect(await aggregates.load(key)).toEqual({ state: { count: 2 }, version: 2 });
  });

  test('are never made by somebody who believes that they know a version', async () => {
    expect(await aggregates.save(key, 3, counted(1), { now })).toBe('conflict');
    expect(await aggregates.load(key)).toBeUndefined();
  });

  test('are saved by one of two who save at once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map((n) => aggregates.save(key, 0, counted(n), { now })));
    expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'saved']);
    expect((await aggregates.load(key))?.version).toBe(1);
  });

  test('stand apart from one another', async () => {
    const other = { ...key, ids: ['clinic', '2'] };
    await aggregates.save(key, 0, counted(1), { now });
    await aggregates.save(other, 0, counted(2), { now });
    expect((await aggregates.load(key))?.state).toEqual({ count: 1 });
    expect((await aggregates.load(other))?.state).toEqual({ count: 2 });
  });

  test('carry the facts of their last save, each with an opaque id of its own', async () => {
    const facts = [1, 2].map((overdue) => ({ type: 'watchdog.heartbeat.v1' as const, data: { overdue } }));
    await aggregates.save(key, 0, { state: { count: 2 }, facts }, { now });
    const saved = await store.factsOf(key);
    expect(new Set(saved.map(({ id }) => id)).size).toBe(2);
    expect(saved).toEqual(
      [1, 2].map((overdue) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}-[01]$/) as string,
        type: 'watchdog.heartbeat.v1',
        time: now,
        tenantId: 'clinic',
        data: { overdue },
      })),
    );
    await aggregates.save(key, 1, counted(3), { now });
    expect(await store.factsOf(key)).toEqual([]);
  });

  test('write no fact where the save was refused', async () => {
    await aggregates.save(key, 0, counted(1), { now });
    const facts = [{ type: 'watchdog.heartbeat.v1' as const, data: { overdue: 1 } }];
    await aggregates.save(key, 0, { state: { count: 2 }, facts }, { now });
    expect(await store.factsOf(key)).toEqual([]);
  });

  test('lose no change of several who change at once', async () => {
    const increment = () =>
      change(aggregates, key, now, (current) => ({ decided: counted((current?.count ?? 0) + 1) }));
    await Promise.all(Array.from({ length: 5 }, increment));
    expect(await aggregates.load(key)).toEqual({ state: { count: 5 }, version: 5 });
  });

  test('are left alone where nothing is to change, and are answered as they stand', async () => {
    expect(await change(aggregates, key, now, () => undefined)).toBeUndefined();
    await aggregates.save(key, 0, counted(1), { now });
    expect(await change(aggregates, key, now, () => undefined)).toEqual({ count: 1 });
    expect((await aggregates.load(key))?.version).toBe(1);
  });

  test('are changed from what is known without a read, and read where it is out of date', async () => {
    let reads = 0;
    const counting: Aggregates = {
      ...aggregates,
      load(wanted) {
        reads += 1;
        return aggregates.load(wanted);
      },
    };
    const increment = (known?: Versioned<Counter>) =>
      changeKnown(counting, key, known, now, (current) => ({ decided: counted((current?.count ?? 0) + 1) }));
    const first = await increment();
    expect(first).toEqual({ state: { count: 1 }, version: 1 });
    expect(await increment(first)).toEqual({ state: { count: 2 }, version: 2 });
    expect(reads).toBe(0);
    expect(await increment(first)).toEqual({ state: { count: 3 }, version: 3 });
    expect(await increment()).toEqual({ state: { count: 4 }, version: 4 });
    expect(reads).toBe(2);
    expect(await aggregates.load(key)).toEqual({ state: { count: 4 }, version: 4 });
  });

  test('are given up by a change that never gets through, after ten tries', async () => {
    let tries = 0;
    const attempt = change(aggregates, key, now, async (current) => {
      tries += 1;
      const version = (await aggregates.load(key))?.version ?? 0;
      // Somebody else is always faster.
      await aggregates.save(key, version, counted(0), { now });
      return { decided: counted((current?.count ?? 0) + 1) };
    });
    await expect(attempt).rejects.toThrow(ContentionError);
    expect(tries).toBe(10);
  });
});

test('no two aggregates share a key, whatever opaque ids they have', () => {
  const [tenantId, id] = ['a', 'b'];
  const all = [
    clientKey(tenantId, id),
    clinicianKey(tenantId, id),
    sessionKey(tenantId, id),
    incidentKey(tenantId, id),
    rosterKey(tenantId),
    contactMethodKey(id),
    clientKey('a-b', 'c'),
    clientKey('a', 'b-c'),
  ].map(partitionKeyOf);
  expect(new Set(all).size).toBe(all.length);
});
