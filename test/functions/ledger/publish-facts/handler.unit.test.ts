import type { Context, DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { makeHandler } from '../../../../functions/ledger/publish-facts/handler.ts';
import { removalOf } from '../../../../functions/ledger/publish-facts/dynamo-removal.ts';
import type { PublishedFact } from '../../../../functions/platform/bus/bus.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';

const fact: PublishedFact = {
  id: 'fact-1',
  type: 'incident.opened.v1',
  time: '2027-03-01T10:00:00.000Z',
  tenantId: 'clinic',
  data: { clientId: 'client-1' },
};

const removal: DynamoDBRecord = {
  eventName: 'REMOVE',
  userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
  dynamodb: {
    SequenceNumber: '2',
    ApproximateCreationDateTime: 1_803_895_200,
    OldImage: {
      pk: { S: 'clinic#client:client-1' },
      sk: { S: 'note-1' },
      tenantId: { S: 'clinic' },
      subject: { S: 'client:client-1' },
      recordId: { S: 'note-1' },
      recordClass: { S: 'progress-note' },
      sealedAt: { S: '2020-03-01T10:00:00.000Z' },
      jwe: { S: 'CIPHERTEXT' },
      facts: { L: [] },
      retention: {
        M: {
          status: { S: 'until' },
          expiresAt: { S: '2027-03-01T00:00:00.000Z' },
          policyVersion: { S: '2026-1' },
          rules: { L: [{ S: 'us-ca-adult' }] },
          won: { S: 'us-ca-adult' },
        },
      },
    },
  },
};

const changeNumber = (number: string) =>
  ({ eventName: 'MODIFY', dynamodb: { SequenceNumber: number } }) as DynamoDBRecord;
const change = changeNumber('1');
const twoFacts = changeNumber('3');
const facts = new Map([
  [change, [fact]],
  [
    twoFacts,
    [
      { ...fact, id: 'fact-2' },
      { ...fact, id: 'fact-3' },
    ],
  ],
]);
const outage = new Error('the ledger is out of reach');

const run = async (
  records: readonly DynamoDBRecord[],
  {
    ledgerFails,
    busFails,
  }: { readonly ledgerFails?: Error; readonly busFails?: (id: string) => Error | undefined } = {},
) => {
  const done: string[] = [];
  const forwarded: unknown[] = [];
  const aside: unknown[] = [];
  const handler = makeHandler({
    factsOf: (record) => facts.get(record) ?? [],
    removalOf,
    bus: {
      publish: (event) => {
        const failure = busFails?.(event.id);
        if (failure !== undefined) return Promise.reject(failure);
        done.push(`bus ${event.id}`);
        return Promise.resolve();
      },
    },
    ledger: {
      append: ({ id }) => {
        if (ledgerFails !== undefined) return Promise.reject(ledgerFails);
        done.push(`ledger ${id}`);
        return Promise.resolve();
      },
    },
    forwardRemoval: (message) => {
      forwarded.push(message);
      return Promise.resolve();
    },
    setAside: ({ dynamodb }) => {
      aside.push(dynamodb?.SequenceNumber);
      return Promise.resolve();
    },
    log: recordedLog(),
  });
  const answer = await handler({ Records: [...records] }, {} as Context);
  const failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { done, forwarded, failed, aside };
};

test('a fact goes onto the bus and then into the ledger', async () => {
  expect(await run([change])).toMatchObject({ done: ['bus fact-1', 'ledger fact-1'], failed: [], aside: [] });
});

test('without the ledger a fact still goes onto the bus, and the record is delivered again', async () => {
  expect(await run([change], { ledgerFails: outage })).toMatchObject({
    done: ['bus fact-1'],
    failed: ['1'],
    aside: [],
  });
});

test('the removal of a record is forwarded with what a certificate states, and without the ciphertext', async () => {
  const { forwarded, failed } = await run([removal]);
  expect(failed).toEqual([]);
  expect(forwarded).toEqual([
    {
      record: {
        tenantId: 'clinic',
        subject: 'client:client-1',
        recordId: 'note-1',
        recordClass: 'progress-note',
        sealedAt: '2020-03-01T10:00:00.000Z',
        retention: {
          status: 'until',
          expiresAt: '2027-03-01T00:00:00.000Z',
          policyVersion: '2026-1',
          rules: ['us-ca-adult'],
        },
      },
      byTimeToLive: true,
      at: '2027-03-01T10:00:00.000Z',
    },
  ]);
});

test('a fact that AWS will never take is set aside, and keeps no other fact and no other record back', async () => {
  const refused = Object.assign(new Error('too large'), { name: 'ValidationException' });
  const busFails = (id: string) => (id === 'fact-2' ? refused : undefined);
  const { done, failed, aside } = await run([twoFacts, change], { busFails });
  expect(done.sort()).toEqual([
    'bus fact-1',
    'bus fact-3',
    'ledger fact-1',
    'ledger fact-2',
    'ledger fact-3',
  ]);
  expect({ failed, aside }).toEqual({ failed: [], aside: ['3'] });
});

test('a defect of ours is set aside, an outage is tried again', async () => {
  const failing = (error: Error) => run([change], { busFails: () => error });
  expect(await failing(new TypeError('undefined is not a function'))).toMatchObject({
    failed: [],
    aside: ['1'],
  });
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  expect(await failing(throttled)).toMatchObject({ failed: ['1'], aside: [] });
});
