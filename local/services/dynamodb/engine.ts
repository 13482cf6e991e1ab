/** dynalite, in this process: one call of an operation, and the items themselves. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import db from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { account, region } from '../../template/resource-types.ts';
import { AwsError } from '../../service.ts';
import type { Index, Table } from './tables.ts';

export type Item = db.Item;
export type Request = Readonly<Record<string, unknown>>;

export interface Engine {
  /** Runs one operation: dynalite's checks, then its action. @throws AwsError */
  call(operation: string, request: Request): Promise<object>;
  /** dynalite's own key of an item; undefined for one that dynalite is going to refuse. */
  idOf(table: Table, item: Item): string | undefined;
  get(table: Table, id: string): Promise<Item | undefined>;
  scan(table: Table): Promise<Item[]>;
  close(): Promise<void>;
}

interface Operation {
  readonly types: object;
  readonly custom: unknown;
  readonly action: (store: unknown, data: object) => Promise<unknown>;
}

const load = createRequire(import.meta.url) as (path: string) => unknown;

function loadOperation(operation: string): Operation {
  const name = validations.toLowerFirst(operation);
  const { types, custom } = load(`dynalite/validations/${name}.js`) as Omit<Operation, 'action'>;
  const action = load(`dynalite/actions/${name}.js`) as Parameters<typeof promisify>[0];
  return { types, custom, action: promisify(action) as Operation['action'] };
}

/** Opens the tables, which are made where they are not there yet. */
export async function createEngine(tables: readonly Table[], dataDir: string | undefined): Promise<Engine> {
  const path = dataDir === undefined ? {} : { path: join(dataDir, 'dynamodb') };
  const database = db.create({ createTableMs: 0, ...path });
  Object.assign(database.tableDb, { awsRegion: region, awsAccountId: account });
  const operations = new Map<string, Operation>();
  const shapes = new Map<string, db.Table>();

  async function call(operation: string, request: Request): Promise<object> {
    const known = operations.get(operation) ?? loadOperation(operation);
    operations.set(operation, known);
    const { types, custom, action } = known;
    try {
      const data = validations.checkTypes(structuredClone(request), types);
      const ignored = Object.keys(request).filter((key) => request[key] != null && !(key in types));
      if (ignored.length > 0)
        throw new AwsError(
          'ValidationException',
          `DynamoDB ${operation}: the stage does not know ${ignored.join(', ')}`,
        );
      validations.checkValidations(data, types, custom, database);
      return plain(await action(database, data));
    } catch (error) {
      throw asAwsError(error);
    }
  }

  const describe = promisify(database.getTable).bind(database) as (
    name: string,
    onlyActive: boolean,
  ) => Promise<db.Table>;

  async function open(table: Table): Promise<void> {
    const wanted = asRequest(table);
    await call('CreateTable', wanted).catch((error: unknown) => {
      if (!(error instanceof AwsError && error.code === 'ResourceInUseException')) throw error;
    });
    let shape = await describe(table.name, false);
    // dynalite makes a table active on a later turn, whatever the delay.
    while (shape.TableStatus !== 'ACTIVE') {
      await setTimeout(1);
      shape = await describe(table.name, false);
    }
    if (!isDeepStrictEqual(keysAndIndexes(wanted), keysAndIndexes(shape)))
      throw new Error(
        `Table ${table.name} was kept with other keys or indexes than the template has: use a new data folder`,
      );
    shapes.set(table.name, shape);
  }

  for (const table of tables) await open(table);

  return {
    call,
    idOf(table, item) {
      const shape = shapes.get(table.name);
      const types = new Map(
        table.attributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
      );
      const whole = table.keySchema.every(
        ({ AttributeName }) => item[AttributeName]?.[types.get(AttributeName) ?? ''] != null,
      );
      return shape && whole ? db.createKey(keyOf(table, item), shape) : undefined;
    },
    get: (table, id) =>
      new Promise((resolve, reject) => {
        database.getItemDb(table.name).get(id, (error, item) => {
          if (error && error.name !== 'NotFoundError') reject(error);
          else resolve(item);
        });
      }),
    async scan(table) {
      const items: Item[] = [];
      for await (const item of database.getItemDb(table.name).createValueStream()) items.push(item);
      return items;
    },
    close: () => database.lifecycleManager.gracefulClose(),
  };
}

export const keyOf = (table: Table, item: Item): Item =>
  Object.fromEntries(table.keySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]));

/** Throughput is not part of the stage: every table is on demand. */
function asRequest({ name, attributeDefinitions, keySchema, globalSecondaryIndexes }: Table) {
  return {
    TableName: name,
    AttributeDefinitions: attributeDefinitions,
    KeySchema: keySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(globalSecondaryIndexes.length > 0 && {
      GlobalSecondaryIndexes: plainIndexes(globalSecondaryIndexes),
    }),
  };
}

interface Shape {
  readonly KeySchema: unknown;
  readonly GlobalSecondaryIndexes?: readonly Index[];
}

/** dynalite adds sizes and states to what it was given. */
const keysAndIndexes = ({ KeySchema, GlobalSecondaryIndexes = [] }: Shape): object =>
  plain({ KeySchema, indexes: plainIndexes(GlobalSecondaryIndexes) });

const plainIndexes = (indexes: readonly Index[]) =>
  indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));

/** dynalite's errors carry the answer that its HTTP front would have sent. */
function asAwsError(error: unknown): unknown {
  const { body, statusCode } = error as { body?: Record<string, string>; statusCode?: number };
  if (!body?.['__type']) return error;
  const code = body['__type'].split('#').at(-1) ?? '';
  return new AwsError(code, body['message'] ?? body['Message'] ?? '', statusCode);
}

/** As it will be on the wire: dynalite leaves undefined members and objects without a prototype. */
const plain = (value: unknown): object => JSON.parse(JSON.stringify(value)) as object;
