/**
 * DynamoDB on dynalite, in this process, with what dynalite lacks: TTL, stream records, and
 * ReturnValuesOnConditionCheckFailure. Transactions, PartiQL and table changes at run time are unknown operations.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 * Permissions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import db from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { createDueDates } from '../due-dates.ts';
import { AwsError } from '../service.ts';
import type { Access, Activity, Clock, Input, Service, Store } from '../service.ts';
import { refuseUnknownProperties } from '../template.ts';
import { streamRecord } from './dynamodb-stream.ts';
import type { StreamRecord } from './dynamodb-stream.ts';

type Item = db.Item;
type Table = db.Table;

export interface TableDefinition {
  readonly name: string;
  readonly shortName: string;
  readonly arn: string;
  readonly streamArn?: string;
  /** Resolved properties of AWS::DynamoDB::Table. */
  readonly properties: Input;
}

export type DynamoDb = Service & {
  /**
   * Goes on where a stopped or killed process left off: hands over the stream records that it owed, and finds the TTL
   * dates of kept items. To be called once, when the stream's readers are there and before the first write.
   */
  start(): Promise<void>;
  close(): Promise<void>;
  /** The raw items of a table, by its name or short name, as plain values. @throws AwsError */
  rows(tableName: string): Promise<object[]>;
};

/** What is about to be written to a table with a stream; kept until its stream record is handed over. */
interface Intent {
  readonly table: string;
  readonly key: Item;
  readonly before?: Item;
  readonly byTtl: boolean;
  readonly at: number;
}

/** An item of a write; of it only the key matters here. */
interface Part {
  readonly table: string;
  readonly item: Item;
}

/** AWS deletes "within a few days" of expiry; the stage a day after, so that the gap is seen but tests stay exact. */
const TTL_DELAY_MS = 24 * 60 * 60 * 1000;
/** Older expiry dates are taken for mistakes, and such items stay for ever. */
const TTL_OLDEST_MS = 5 * 365 * 24 * 60 * 60 * 1000;
const INTENT = 'dynamodb-intent';
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'ListTables']);
/** Properties that change nothing that the stage shows, beside those that it reads. */
const KNOWN_PROPERTIES = (
  'TableName KeySchema AttributeDefinitions BillingMode ProvisionedThroughput OnDemandThroughput Tags TableClass ' +
  'GlobalSecondaryIndexes LocalSecondaryIndexes StreamSpecification TimeToLiveSpecification SSESpecification ' +
  'PointInTimeRecoverySpecification DeletionProtectionEnabled ContributorInsightsSpecification'
).split(' ');

export async function createDynamoDb(options: {
  tables: readonly TableDefinition[];
  clock: Clock;
  activity: Activity;
  store: Store;
  dataDir?: string;
  /** Takes the record over at once: when this returns, the record must survive a kill as the item does. */
  emit: (streamArn: string, record: StreamRecord) => void;
  /** A fault that makes TTL miss an item: it is then left alone until the item is written again or the stage restarts. */
  ttlAllowed?: (tableName: string) => boolean;
}): Promise<DynamoDb> {
  const { clock, activity, store, dataDir, emit, ttlAllowed = () => true } = options;
  const definitions = new Map(options.tables.map((table) => [table.name, table]));
  const [, , , region = 'us-east-1', accountId = '000000000000'] = options.tables[0]?.arn.split(':') ?? [];
  const database = db.create({
    createTableMs: 0,
    ...(dataDir !== undefined && { path: join(dataDir, 'dynamodb') }),
  });
  Object.assign(database.tableDb, { awsRegion: region, awsAccountId: accountId });
  const getTable = promisify(database.getTable).bind(database) as (
    name: string,
    check: boolean,
  ) => Promise<Table>;

  const operations = new Map<string, { types: Input; custom: Input; action: Input }>();
  function operationOf(operation: string) {
    const name = validations.toLowerFirst(operation);
    const known = operations.get(name) ?? {
      ...load(`dynalite/validations/${name}.js`),
      action: promisify(load(`dynalite/actions/${name}.js`)),
    };
    operations.set(name, known);
    return known;
  }

  /** Runs one operation on dynalite: its checks, then its action, as its own HTTP front does. */
  async function dynalite(operation: string, input: Input): Promise<Input> {
    const { types, custom, action } = operationOf(operation);
    try {
      const data = validations.checkTypes(structuredClone(input), types);
      const ignored = Object.keys(input).filter((key) => input[key] != null && !(key in types));
      if (ignored.length > 0)
        throw new AwsError(
          'ValidationException',
          `The stage's DynamoDB does not know ${operation} ${ignored.join()}`,
        );
      validations.checkValidations(data, types, custom, database);
      return plain(await action(database, data));
    } catch (error) {
      throw asAwsError(error);
    }
  }

  // --- tables -------------------------------------------------------------------------------------------------------

  const tables = new Map<string, Table>();
  for (const { name, properties } of options.tables) {
    refuseUnknownProperties(name, properties, KNOWN_PROPERTIES);
    const wanted = {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      // Throughput is not part of the stage: every table is on demand.
      BillingMode: 'PAY_PER_REQUEST',
      ...indexes(properties, 'GlobalSecondaryIndexes'),
      ...indexes(properties, 'LocalSecondaryIndexes'),
    };
    await dynalite('CreateTable', wanted).catch((error: unknown) => {
      if (!(error instanceof AwsError && error.code === 'ResourceInUseException')) throw error;
    });
    let table = await getTable(name, false);
    // dynalite makes a table active on a later turn, whatever the delay.
    while (table.TableStatus !== 'ACTIVE') {
      await new Promise((resolve) => setTimeout(resolve, 1));
      table = await getTable(name, false);
    }
    const shapes = [wanted, table].map((shape: Input) => [
      shape.KeySchema,
      ...['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].map((kind) => indexes(shape, kind)),
    ]);
    if (!isDeepStrictEqual(plain(shapes[0]), plain(shapes[1])))
      throw new Error(
        `Table ${name} was kept with other keys or indexes than the template has: use a new data folder`,
      );
    tables.set(name, table);
  }

  function keyOf(table: Table, item: Item): Item {
    return Object.fromEntries<Item[string]>(
      table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]),
    );
  }

  /** dynalite's own key of an item; undefined for one that dynalite is going to refuse. */
  function idOf(table: Table, key: Item): string | undefined {
    const whole = table.KeySchema.every(({ AttributeName }) => {
      const type = table.AttributeDefinitions.find((attribute) => attribute.AttributeName === AttributeName);
      return key[AttributeName]?.[type?.AttributeType ?? ''] != null;
    });
    return whole ? db.createKey(key, table) : undefined;
  }

  function read(table: string, id: string): Promise<Item | undefined> {
    return new Promise((resolve, reject) => {
      database.getItemDb(table).get(id, (error, item) => {
        if (error && error.name !== 'NotFoundError') reject(error);
        else resolve(item);
      });
    });
  }

  async function scan(table: string): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of database.getItemDb(table).createValueStream()) items.push(item);
    return items;
  }

  // --- writes: one after the other, so that images and the order of the stream are right -----------------------------

  function streamOf(table: string): { arn: string; viewType: string } | undefined {
    const { properties, streamArn } = definitions.get(table) ?? {};
    const viewType: string | undefined = properties?.StreamSpecification?.StreamViewType;
    return viewType === undefined || streamArn === undefined ? undefined : { arn: streamArn, viewType };
  }

  let queue: Promise<unknown> = Promise.resolve();
  function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  let sequence = Math.max(0, ...store.all<number>('dynamodb-sequence').map(([, last]) => last));

  /** Writes items by `action` (one operation of dynalite), then hands over their stream records and TTL dates. */
  async function write<T>(
    parts: readonly Part[],
    byTtl: boolean,
    action: (before?: Item) => Promise<T>,
  ): Promise<T> {
    const intents: { number: number; id: string; intent: Intent }[] = [];
    for (const { table, item } of parts) {
      const shape = tables.get(table);
      const id = shape && idOf(shape, item);
      if (!shape || id === undefined) continue; // dynalite is about to refuse it
      const before = await read(table, id);
      const intent = { table, key: keyOf(shape, item), byTtl, at: clock.now(), ...(before && { before }) };
      sequence += 1;
      intents.push({ number: sequence, id, intent });
      if (streamOf(table)) {
        store.put('dynamodb-sequence', 'last', sequence);
        store.put(INTENT, String(sequence), intent);
      }
    }
    try {
      return await action(intents[0]?.intent.before);
    } finally {
      for (const { number, id, intent } of intents) await settle(number, id, intent);
    }
  }

  /** Emits what an intent came to; at the start also for intents that a killed process left. */
  async function settle(
    number: number,
    id: string,
    { table, key, before, byTtl, at }: Intent,
  ): Promise<void> {
    const after = await read(table, id);
    dueDates.set(`${table} ${id}`, ttlDue(table, after));
    const stream = streamOf(table);
    if (!stream) return;
    const record = streamRecord(stream, { key, before, after, byTtl, at, number });
    if (record) emit(stream.arn, record);
    store.delete(INTENT, String(number));
  }

  async function writeItem(operation: string, input: Input): Promise<Input> {
    const { ReturnValuesOnConditionCheckFailure: onFailure = 'NONE', ...request } = input;
    const part = { table: request.TableName, item: request.Key ?? request.Item ?? {} };
    return write([part], false, async (before) => {
      try {
        return await dynalite(operation, request);
      } catch (error) {
        const failed = error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
        if (!failed || onFailure !== 'ALL_OLD' || !before) throw error;
        throw new AwsError(error.code, error.message, error.status, { Item: before });
      }
    });
  }

  function writeBatch(input: Input): Promise<Input> {
    const parts = Object.entries<Input[]>(input.RequestItems ?? {}).flatMap(([table, requests]) =>
      requests.map((request): Part => ({
        table,
        item: request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? {},
      })),
    );
    return write(parts, false, () => dynalite('BatchWriteItem', input));
  }

  // --- TTL ----------------------------------------------------------------------------------------------------------

  const dueDates = createDueDates(clock, (name, at) => {
    const [table = '', id = ''] = name.split(/ (.*)/s);
    if (clock.now() - (at - TTL_DELAY_MS) > TTL_OLDEST_MS || !ttlAllowed(table)) return;
    void activity.run(() => oneAtATime(() => deleteExpired(table, id, at)));
  });

  function ttlAttribute(table: string): string | undefined {
    const specification = definitions.get(table)?.properties.TimeToLiveSpecification;
    return String(specification?.Enabled) === 'true' ? specification.AttributeName : undefined;
  }

  /** Anything but a number is silently no date; a number in milliseconds is a date that never comes. */
  function ttlDue(table: string, item: Item | undefined): number | undefined {
    const seconds = item?.[ttlAttribute(table) ?? '']?.['N'];
    return seconds === undefined ? undefined : Number(seconds) * 1000 + TTL_DELAY_MS;
  }

  async function deleteExpired(table: string, id: string, at: number): Promise<void> {
    const shape = tables.get(table);
    const item = await read(table, id);
    // A write that was under way may have moved the date.
    if (!shape || !item || ttlDue(table, item) !== at) return;
    const Key = keyOf(shape, item);
    await write([{ table, item: Key }], true, () => dynalite('DeleteItem', { TableName: table, Key }));
  }

  function tableArn(name: string): string {
    return definitions.get(name)?.arn ?? `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
  }

  async function describe(operation: string, input: Input): Promise<Input> {
    const answer = await dynalite(operation, input);
    const definition = definitions.get(input.TableName);
    if (operation === 'DescribeTimeToLive') {
      const AttributeName = ttlAttribute(input.TableName);
      if (AttributeName === undefined) return answer;
      return { TimeToLiveDescription: { AttributeName, TimeToLiveStatus: 'ENABLED' } };
    }
    const stream = definition?.properties.StreamSpecification;
    if (operation !== 'DescribeTable' || !stream) return answer;
    const StreamSpecification = { StreamEnabled: true, StreamViewType: stream.StreamViewType };
    return { Table: { ...answer.Table, StreamSpecification, LatestStreamArn: definition.streamArn } };
  }

  return {
    name: 'dynamodb',

    access(operation, input) {
      if (!WRITES.has(operation) && !READS.has(operation) && operation !== 'DescribeTimeToLive')
        throw unknown(operation);
      if (operation === 'ListTables') return [{ action: 'dynamodb:ListTables', resource: '*' }];
      const names = operation.startsWith('Batch')
        ? Object.keys(input.RequestItems ?? {})
        : [input.TableName as string];
      return names.flatMap((name): Access[] => {
        const index = input.IndexName === undefined ? '' : `/index/${input.IndexName}`;
        const access = { action: `dynamodb:${operation}`, resource: tableArn(name) + index };
        const kmsKeyArn: string | undefined =
          definitions.get(name)?.properties.SSESpecification?.KMSMasterKeyId;
        if (kmsKeyArn === undefined || operation.startsWith('Describe')) return [access];
        // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html: DynamoDB opens a
        // table under a customer managed key only for callers that may decrypt with that key.
        const context = { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` };
        return [access, { action: 'kms:Decrypt', resource: kmsKeyArn, context }];
      });
    },

    async handle(operation, input) {
      if (operation === 'BatchWriteItem') return oneAtATime(() => writeBatch(input));
      if (WRITES.has(operation)) return oneAtATime(() => writeItem(operation, input));
      if (READS.has(operation) || operation === 'DescribeTimeToLive') return describe(operation, input);
      throw unknown(operation);
    },

    async start() {
      for (const [number, intent] of store.all<Intent>(INTENT).sort(([a], [b]) => Number(a) - Number(b))) {
        const shape = tables.get(intent.table);
        const id = shape && idOf(shape, intent.key);
        if (id === undefined || !streamOf(intent.table)) store.delete(INTENT, number);
        else await settle(Number(number), id, intent);
      }
      for (const [name, shape] of tables) {
        if (ttlAttribute(name) === undefined) continue;
        for (const item of await scan(name)) dueDates.set(`${name} ${idOf(shape, item)}`, ttlDue(name, item));
      }
    },

    async rows(tableName) {
      const table = options.tables.find(
        ({ name, shortName }) => name === tableName || shortName === tableName,
      );
      if (!table)
        throw new AwsError('ResourceNotFoundException', `The template has no table ${tableName}`, 404);
      return (await scan(table.name)).map((item) => unmarshal({ M: item }) as object);
    },

    async close() {
      dueDates.stop();
      await queue;
      await database.lifecycleManager.gracefulClose();
    },
  };
}

const load = createRequire(import.meta.url) as (path: string) => Input;

function indexes(from: Input, kind: string): Input {
  const list: Input[] = from[kind] ?? [];
  if (list.length === 0) return {};
  return {
    [kind]: list.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
  };
}

function unknown(operation: string): AwsError {
  return new AwsError('UnknownOperationException', `The stage's DynamoDB does not know ${operation}.`);
}

/** dynalite's errors carry the answer that its HTTP front would have sent. */
function asAwsError(error: unknown): unknown {
  const { body, statusCode } = error as { body?: Record<string, string>; statusCode?: number };
  if (!body?.['__type']) return error;
  const code = body['__type'].split('#').at(-1) ?? '';
  return new AwsError(code, body['message'] ?? body['Message'] ?? '', statusCode);
}

/** As it will be on the wire: dynalite leaves undefined members and objects without a prototype. */
function plain(value: Input): Input {
  return JSON.parse(JSON.stringify(value));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
function unmarshal(attribute: Input): unknown {
  const [[type, value] = ['', undefined]] = Object.entries<Input>(attribute);
  switch (type) {
    case 'N':
      return Number(value);
    case 'NS':
      return value.map(Number);
    case 'NULL':
      return null;
    case 'L':
      return value.map(unmarshal);
    case 'M':
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unmarshal(inner)]));
    default:
      // S, SS, BOOL; and B, BS, which stay base64.
      return value;
  }
}
