import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createActivity } from '../../../local/activity.ts';
import { AwsError } from '../../../local/service.ts';
import { createDynamoDb } from '../../../local/services/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../../local/services/dynamodb/tables.ts';
import { createStore } from '../../../local/store.ts';

const key = (...names: readonly string[]) =>
  names.map((name, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
const text = (...names: readonly string[]) =>
  names.map((name) => ({ AttributeName: name, AttributeType: 'S' }));

const table = (name: string, properties: object): TableDefinition => ({
  name,
  shortName: name,
  arn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`,
  streamArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}/stream/1`,
  properties: {
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ...properties,
  },
});

/** The tables by the keys and indexes that the adapters rely on. */
const tables = [
  table('State', {
    KeySchema: key('pk'),
    AttributeDefinitions: text('pk', 'deadlineShard', 'nextStepAt'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byDeadline',
        KeySchema: key('deadlineShard', 'nextStepAt'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  }),
  table('Records', {
    KeySchema: key('pk', 'sk'),
    AttributeDefinitions: [
      ...text('pk', 'sk', 'expiryShard'),
      { AttributeName: 'expiresAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byExpiry',
        KeySchema: key('expiryShard', 'expiresAt'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  }),
  // As point-in-time recovery gives it back: no stream, no time to live.
  table('Restored', {
    KeySchema: key('pk', 'sk'),
    AttributeDefinitions: text('pk', 'sk'),
    StreamSpecification: undefined,
  }),
  table('Ledger', {
    KeySchema: key('pk', 'sk'),
    AttributeDefinitions: text('pk', 'sk', 'kind'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byKind',
        KeySchema: key('kind', 'sk'),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  }),
];

type Image = Record<string, Record<string, unknown>>;

/** What a table's stream said: the images as DynamoDB writes them. */
export interface Streamed {
  readonly eventName: string;
  readonly dynamodb: { readonly OldImage?: Image; readonly NewImage?: Image };
}

/** The tables on dynalite behind the real SDK client. */
export const localTables = async () => {
  const streamed: Streamed[] = [];
  const dynamodb = await createDynamoDb({
    tables,
    clock: { now: () => Date.now(), at: () => () => undefined },
    activity: createActivity(),
    store: createStore(),
    emit: (_, record) => streamed.push(record),
  });
  await dynamodb.start();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      dynamodb.handle(operation, JSON.parse(Buffer.concat(chunks).toString())).then(
        (answer: unknown) => response.writeHead(200).end(JSON.stringify(answer)),
        (error: unknown) => {
          const known =
            error instanceof AwsError ? error : new AwsError('InternalServerError', String(error));
          const body = { __type: known.code, message: known.message, ...known.fields };
          response.writeHead(known.status).end(JSON.stringify(body));
        },
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sdk = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const client = DynamoDBDocumentClient.from(sdk, { marshallOptions: { removeUndefinedValues: true } });
  return {
    client,
    endpoint,
    streamed,
    rows: async (name: string) => (await dynamodb.rows(name)) as Record<string, unknown>[],
    close: async () => {
      sdk.destroy();
      await new Promise((closed) => server.close(closed));
      await dynamodb.close();
    },
  };
};

export type LocalTables = Awaited<ReturnType<typeof localTables>>;
