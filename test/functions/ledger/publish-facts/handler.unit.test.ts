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

const change = { eventName: 'MODIFY', dynamodb: { SequenceNumber: '1' } } as DynamoDBRecord;

const run = async (
  records: readonly DynamoDBRecord[],
  { ledgerFails = false }: { readonly ledgerFails?: boolean } = {},
) => {
  const done: string[] = [];
  const forwarded: unknown[] = [];
  const handler = makeHandler({
    factsOf: (record) => (record === change ? [fact] : []),
    removalOf,
    bus: {
      publish: (event) => {
        done.push(`bus ${event.id}`);
        return Promise.resolve();
      },
    },
    ledger: {
      append: ({ id }) => {
        if (ledgerFails) return Promise.reject(new Error('the ledger is out of reach'));
        done.push(`ledger ${id}`);
        return Promise.resolve();
      },
    },
    forwardRemoval: (message) => {
      forwarded.push(message);
      return Promise.resolve();
    },
    log: recordedLog(),
  });
  const answer = await handler({ Records: [...records] }, {} as Context);
  return { done, forwarded, failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
};

test('a fact goes onto the bus and then into the ledger', async () => {
  expect(await run([change])).toEqual({ done: ['bus fact-1', 'ledger fact-1'], forwarded: [], failed: [] });
});

test('without the ledger a fact still goes onto the bus, and the record is delivered again', async () => {
  expect(await run([change], { ledgerFails: true })).toEqual({
    done: ['bus fact-1'],
    forwarded: [],
    failed: ['1'],
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
