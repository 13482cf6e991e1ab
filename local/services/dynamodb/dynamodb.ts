/**
 * DynamoDB on dynalite, in this process, with what dynalite lacks: TTL, stream records, and
 * ReturnValuesOnConditionCheckFailure.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 * Permissions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
import { createService } from '../../operations.ts';
import { AwsError, type Activity, type Clock, type Service, type Store } from '../../service.ts';
import { createEngine, keyOf } from './engine.ts';
import { itemOperations } from './items.ts';
import { plainValue } from './plain-value.ts';
import type { StreamRecord } from './streams.ts';
import { readTable, type Table, type TableDefinition } from './tables.ts';
import { createTimeToLive } from './ttl.ts';
import { createWrites } from './writes.ts';

export type DynamoDb = Service & {
  /**
   * Goes on where a stopped or killed process left off: hands over the stream records of its last writes, and finds
   * the TTL dates of kept items. To be called once, when the stream's readers are there and before the first write.
   */
  start(): Promise<void>;
  close(): Promise<void>;
  /** The raw items of a table, by its name or short name, as plain values. @throws AwsError */
  rows(tableName: string): Promise<object[]>;
};

export async function createDynamoDb(options: {
  readonly tables: readonly TableDefinition[];
  readonly clock: Clock;
  readonly activity: Activity;
  readonly store: Store;
  readonly dataDir?: string;
  /** Takes the record over at once: when this returns, the record must survive a kill as the item does. */
  readonly emit: (streamArn: string, record: StreamRecord) => void;
  /**
   * A fault that makes TTL miss an item: it is then left alone until the item is written again or the stage
   * restarts.
   */
  readonly ttlAllowed?: (tableName: string) => boolean;
}): Promise<DynamoDb> {
  const { clock, activity, ttlAllowed = () => true } = options;
  const tables = new Map(options.tables.map((table) => [table.name, readTable(table)]));
  const engine = await createEngine([...tables.values()], options.dataDir);
  const ttl = createTimeToLive(tables, clock, (table, id, dueAt) => {
    if (ttlAllowed(table.name)) void activity.run(() => deleteExpired(table, id, dueAt));
  });
  const writes = createWrites({ ...options, tables, engine, written: ttl.note });

  async function deleteExpired(table: Table, id: string, dueAt: number): Promise<void> {
    const item = await engine.get(table, id);
    if (!item) return;
    const Key = keyOf(table, item);
    await writes.write([{ table: table.name, item: Key }], true, async (before) => {
      // A write that was under way may have moved the date.
      if (before && ttl.dueAt(table, before) === dueAt)
        await engine.call('DeleteItem', { TableName: table.name, Key });
    });
  }

  return {
    ...createService({
      name: 'dynamodb',
      title: 'DynamoDB',
      operations: itemOperations({ tables, engine, writes }),
    }),
    async start() {
      await writes.recover();
      for (const table of tables.values()) {
        if (table.ttlAttribute === undefined) continue;
        for (const item of await engine.scan(table)) ttl.note(table, engine.idOf(table, item) ?? '', item);
      }
    },
    async rows(tableName) {
      const table = [...tables.values()].find(
        ({ name, shortName }) => name === tableName || shortName === tableName,
      );
      if (!table)
        throw new AwsError('ResourceNotFoundException', `The template has no table ${tableName}`, 404);
      return (await engine.scan(table)).map((item) => plainValue({ M: item }) as object);
    },
    async close() {
      ttl.stop();
      await writes.idle();
      await engine.close();
    },
  };
}
