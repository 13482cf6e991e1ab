import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clinic, furnish, openClinic } from '../../demo/clinic.ts';
import { operatorOf } from '../../demo/operator.ts';
import { accessKeyOf } from '../../local/lambda/lambda.ts';
import { startStage } from '../../local/stage.ts';
import { identityStatements, list, resourcesOf } from '../lib/synthesized.ts';

/** Roles that may text people, as the template grants it. */
const texting = identityStatements(resourcesOf('cdk.out'))
  .filter(
    ({ statement }) => list(statement.Action).includes('sns:Publish') && statement.NotResource !== undefined,
  )
  .map(({ role }) => role.split('/')[0] ?? role)
  // It opens the answers that it evaluates, and texts people on standby only.
  .filter((role) => role !== 'evaluate-screening');

let stage: Awaited<ReturnType<typeof startStage>>;
let clinic: Clinic;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  stage = await startStage({ assembly: 'cdk.out', pausedSchedules: ['start-drill'] });
  clinic = await openClinic(stage.url);
  await furnish(clinic);
  outputs = await clinic.stage.outputs();
});
afterAll(() => stage.close());

const clientOptions = (role: string) => ({
  ...operatorOf(stage.url),
  credentials: { accessKeyId: accessKeyOf(`vigil-local-${role}`), secretAccessKey: 'stolen' },
  maxAttempts: 1,
});
const table = (name: string): string => outputs[`${name}TableName`] ?? '';
const denied = { name: 'AccessDeniedException' };

/** The wrapped data key of a subject, as somebody with a copy of the table has it. */
const keyOf = async (subject: string) => {
  const { Item } = await new DynamoDBClient(operatorOf(stage.url)).send(
    new GetItemCommand({ TableName: table('Keys'), Key: { pk: { S: `demo-clinic#${subject}` } } }),
  );
  return unmarshall(Item ?? {})['versions'] as Readonly<Record<string, Uint8Array>>;
};
const contextOf = (subject: string, purpose: string) => ({
  tenant: 'demo-clinic',
  subject,
  version: '1',
  purpose,
});
const unwrapAs = async (role: string, subject: string, purpose: string) =>
  new KMSClient(clientOptions(role)).send(
    new DecryptCommand({
      CiphertextBlob: (await keyOf(subject))['1'],
      EncryptionContext: contextOf(subject, purpose),
    }),
  );
const readAs = (role: string, name: string, key: Readonly<Record<string, string>>) =>
  new DynamoDBClient(clientOptions(role)).send(
    new GetItemCommand({
      TableName: table(name),
      Key: Object.fromEntries(Object.entries(key).map(([attribute, S]) => [attribute, { S }])),
    }),
  );
const aClient = async () => {
  const rows = await clinic.stage.rows('Records');
  const row = rows.find(({ subject }) => String(subject).startsWith('client:'));
  return { subject: String(row?.['subject']), recordId: String(row?.['recordId']) };
};

test('the roles that text people are those that page, and those that call people on standby', () => {
  expect([...new Set(texting)].sort()).toEqual([
    'apply-reply',
    'check-readiness',
    'escalate',
    'open-incident',
    'process-due-work',
    'start-drill',
  ]);
});

describe.each(texting)('somebody with the stolen role of %s', (role) => {
  test("cannot unwrap a client's data key, whatever it says that it is for", async () => {
    const { subject } = await aClient();
    await expect(unwrapAs(role, subject, 'vault')).rejects.toMatchObject(denied);
    await expect(unwrapAs(role, subject, 'on-call')).rejects.toMatchObject(denied);
    const made = new KMSClient(clientOptions(role)).send(
      new GenerateDataKeyCommand({
        KeyId: outputs['VaultKeyArn'],
        KeySpec: 'AES_256',
        EncryptionContext: contextOf(subject, 'vault'),
      }),
    );
    await expect(made).rejects.toMatchObject(denied);
  });

  test("cannot read a client's record, key or state", async () => {
    const { subject, recordId } = await aClient();
    const pk = `demo-clinic#${subject}`;
    await expect(readAs(role, 'Records', { pk, sk: recordId })).rejects.toMatchObject(denied);
    await expect(readAs(role, 'Keys', { pk })).rejects.toMatchObject(denied);
    for (const state of [`client#demo-clinic#${subject.slice('client:'.length)}`, 'session#demo-clinic#s-1'])
      await expect(readAs(role, 'State', { pk: state })).rejects.toMatchObject(denied);
  });

  test('cannot read many at once, with an item that it may read among them', async () => {
    const { subject } = await aClient();
    const Keys = ['demo-clinic#roster', `demo-clinic#${subject}`].map((S) => ({ pk: { S } }));
    const read = new DynamoDBClient(clientOptions(role)).send(
      new BatchGetItemCommand({ RequestItems: { [table('Keys')]: { Keys } } }),
    );
    await expect(read).rejects.toMatchObject(denied);
  });

  test('cannot overwrite what others decide about', async () => {
    const write = new DynamoDBClient(clientOptions(role)).send(
      new PutItemCommand({
        TableName: table('State'),
        Item: { pk: { S: 'retention-profile#demo-clinic#client-1' } },
      }),
    );
    await expect(write).rejects.toMatchObject(denied);
  });
});

test('the contacts of people on call open for those that page, under their own purpose only', async () => {
  await unwrapAs('escalate', 'roster', 'on-call');
  await readAs('escalate', 'Keys', { pk: 'demo-clinic#roster' });
  await expect(unwrapAs('escalate', 'roster', 'vault')).rejects.toMatchObject(denied);
});

test('who opens records of clients cannot open the contacts of people on call', async () => {
  for (const role of ['open-record', 'update-clearance', 'evaluate-screening'])
    await expect(unwrapAs(role, 'roster', 'on-call')).rejects.toMatchObject(denied);
});
