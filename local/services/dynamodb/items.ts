import * as z from 'zod';
import { operation, type Operation } from '../../operations.ts';
import { account, region } from '../../template/resource-types.ts';
import { AwsError, type Access } from '../../service.ts';
import type { Engine } from './engine.ts';
import type { Table } from './tables.ts';
import type { Part, Writes } from './writes.ts';

// dynalite checks requests member by member, refuses unknown ones, and words its errors as AWS does. Here is only
// what is read before.
const item = z.record(z.string(), z.record(z.string(), z.unknown()));
type NamedItem = z.output<typeof item>;
const onOneTable = z.looseObject({ TableName: z.string().default('') });
const onOneItem = z.looseObject({ ...onOneTable.shape, Key: item.optional() });
const onItem = z.looseObject({
  ...onOneItem.shape,
  Item: item.optional(),
  ReturnValuesOnConditionCheckFailure: z.string().default('NONE'),
});
const onIndex = z.looseObject({ ...onOneTable.shape, IndexName: z.string().optional() });
const onTables = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(item).optional() })),
});
const batch = z.looseObject({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.looseObject({
        PutRequest: z.looseObject({ Item: item }).optional(),
        DeleteRequest: z.looseObject({ Key: item }).optional(),
      }),
    ),
  ),
});

interface Surroundings {
  readonly tables: ReadonlyMap<string, Table>;
  readonly engine: Engine;
  readonly writes: Writes;
}

/** `items` are those that the request names, by their keys or as a whole; absent for a query or a scan. */
const accessOf =
  (tables: Surroundings['tables']) =>
  (
    action: string,
    tableName: string,
    { index, items }: { readonly index?: string | undefined; readonly items?: readonly NamedItem[] } = {},
  ): Access[] => {
    const table = tables.get(tableName);
    const arn = table?.arn ?? `arn:aws:dynamodb:${region}:${account}:table/${tableName}`;
    const resource = index === undefined ? arn : `${arn}/index/${index}`;
    const partitionKey = table?.keySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
    const access: Access = {
      action: `dynamodb:${action}`,
      resource,
      ...(items !== undefined &&
        partitionKey !== undefined && {
          context: {
            'dynamodb:LeadingKeys': items.map((named) => Object.values(named[partitionKey] ?? {}).join()),
          },
        }),
    };
    if (table?.keyArn === undefined) return [access];
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html: DynamoDB opens a
    // table under a customer managed key only for callers that may decrypt with that key.
    const context = { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` };
    return [access, { action: 'kms:Decrypt', resource: table.keyArn, context }];
  };

export function itemOperations({
  tables,
  engine,
  writes,
}: Surroundings): Readonly<Record<string, Operation>> {
  const accessTo = accessOf(tables);

  const write = (name: string) =>
    operation({
      input: onItem,
      access: ({ TableName, Key, Item }) => accessTo(name, TableName, { items: [Key ?? Item ?? {}] }),
      run({ ReturnValuesOnConditionCheckFailure: onFailure, ...request }) {
        const part = { table: request.TableName, item: request.Key ?? request.Item ?? {} };
        return writes.write([part], false, async (before) => {
          try {
            return await engine.call(name, request);
          } catch (error) {
            const failed = error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
            if (!failed || onFailure !== 'ALL_OLD' || !before) throw error;
            throw new AwsError(error.code, error.message, error.status, { Item: before });
          }
        });
      },
    });

  return {
    GetItem: operation({
      input: onOneItem,
      access: ({ TableName, Key }) => accessTo('GetItem', TableName, { items: [Key ?? {}] }),
      run: (request) => engine.call('GetItem', request),
    }),
    Query: operation({
      input: onIndex,
      access: ({ TableName, IndexName }) => accessTo('Query', TableName, { index: IndexName }),
      run: (request) => engine.call('Query', request),
    }),
    // `vigil reapply` reads a restored table from end to end; no function may.
    Scan: operation({
      input: onIndex,
      access: ({ TableName, IndexName }) => accessTo('Scan', TableName, { index: IndexName }),
      run: (request) => engine.call('Scan', request),
    }),
    BatchGetItem: operation({
      input: onTables,
      access: ({ RequestItems }) =>
        Object.entries(RequestItems).flatMap(([name, { Keys }]) =>
          accessTo('BatchGetItem', name, { items: Keys ?? [] }),
        ),
      run: (request) => engine.call('BatchGetItem', request),
    }),
    PutItem: write('PutItem'),
    UpdateItem: write('UpdateItem'),
    DeleteItem: write('DeleteItem'),
    BatchWriteItem: operation({
      input: batch,
      access: ({ RequestItems }) =>
        Object.keys(RequestItems).flatMap((name) =>
          accessTo('BatchWriteItem', name, {
            items: partsOf({ RequestItems })
              .filter(({ table }) => table === name)
              .map(({ item: named }) => named),
          }),
        ),
      run: (request) => writes.write(partsOf(request), false, () => engine.call('BatchWriteItem', request)),
    }),
  };
}

const partsOf = ({ RequestItems }: z.output<typeof batch>): Part[] =>
  Object.entries(RequestItems).flatMap(([table, requests]) =>
    requests.map(({ PutRequest, DeleteRequest }) => ({
      table,
      item: PutRequest?.Item ?? DeleteRequest?.Key ?? {},
    })),
  );
