import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Retention } from '../../../../domain/retention/retain-until.ts';
import {
  dynamoExpiredRecords,
  dynamoRecords,
} from '../../../../functions/platform/sealing/dynamo-records.ts';
import { type LocalTables, localTables } from '../local-tables.ts';

const now = '2034-03-10T00:00:00.000Z';
const dueAt = '2034-03-02T12:00:00.000Z';
const due = {
  status: 'until',
  expiresAt: dueAt,
  won: 'r1',
  policyVersion: '2026-11',
  rules: ['r1'],
} as const;
const held: Retention = { status: 'open', reason: 'care-open', policyVersion: '2026-11', rules: ['r1'] };

const record = (recordId: string, jwe = 'sealed') => ({
  tenantId: 'clinic',
  subject: 'client:client-1',
  recordId,
  recordClass: 'progress-note',
  eventId: `urn:example:platform|${recordId}`,
  sealedAt: '2027-03-01T10:00:00.000Z',
  jwe,
});

let tables: LocalTables;
let records: ReturnType<typeof dynamoRecords>;
let expired: ReturnType<typeof dynamoExpiredRecords>;
beforeEach(async () => {
  tables = await localTables();
  records = dynamoRecords(tables.client, 'Records');
  expired = dynamoExpiredRecords(tables.client, 'Records');
});
afterEach(() => tables.close());

const stampAs = async (recordId: string, ...retentions: readonly Retention[]): Promise<void> => {
  await records.add(record(recordId));
  for (const retention of retentions) {
    const stored = await records.get(record(recordId));
    if (stored === undefined) throw new Error('no record');
    expect(await records.setRetention(stored, retention, [], now)).toBe('set');
  }
};
const row = async (recordId: string) => (await tables.rows('Records')).find(({ sk }) => sk === recordId);

describe('a record', () => {
  test('has the date by which DynamoDB lets it go only while it has one', async () => {
    await stampAs('note-1', due);
    expect(await row('note-1')).toMatchObject({
      expiresAt: Date.parse(dueAt) / 1000,
      expiryShard: expect.stringMatching(/^expiry#[0-3]$/) as string,
    });
    await stampAs('note-2', due, held);
    expect(await row('note-2')).not.toHaveProperty('expiresAt');
    expect(await row('note-2')).not.toHaveProperty('expiryShard');
  });

  test('carries the facts of its retention, each with an opaque id', async () => {
    await records.add(record('note-1'));
    const stored = await records.get(record('note-1'));
    if (stored === undefined) throw new Error('no record');
    const fact = {
      type: 'record.sealed.v1',
      data: { recordId: 'note-1', subject: 'client:client-1', recordClass: 'progress-note', sealedAt: now },
    } as const;
    await records.setRetention(stored, due, [fact], now);
    expect((await row('note-1'))?.['facts']).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}-0$/) as string,
        time: now,
        tenantId: 'clinic',
        ...fact,
      },
    ]);
  });

  test('is listed without its ciphertext, also where the list is longer than one answer holds', async () => {
    // A query answers at most one megabyte.
    const ids = Array.from({ length: 9 }, (_, number) => `note-${number}`);
    for (const id of ids) await records.add(record(id, 'x'.repeat(150_000)));
    const listed = await records.list('clinic', 'client:client-1');
    expect(listed.map(({ recordId }) => recordId)).toEqual(ids);
    for (const entry of listed) expect(entry).not.toHaveProperty('jwe');
  });
});

describe('the sweep', () => {
  test('finds what is overdue in every shard, and nothing else', async () => {
    const ids = Array.from({ length: 12 }, (_, number) => `note-${number}`);
    for (const id of ids) await stampAs(id, due);
    await stampAs('held', due, held);
    await stampAs('later', { ...due, expiresAt: '2035-01-01T00:00:00.000Z' });
    const found = await expired.overdue(now);
    expect(found.map(({ recordId }) => recordId).sort()).toEqual(ids.sort());
    expect(found[0]).toMatchObject({ tenantId: 'clinic', subject: 'client:client-1' });
    expect(await expired.overdue(dueAt)).toEqual([]);
  });

  test('leaves its mark in what the stream shows of the record it deleted', async () => {
    await stampAs('note-1', due);
    expect(await expired.purge(record('note-1'), now)).toBe('purged');
    expect(await records.get(record('note-1'))).toBeUndefined();
    const removal = tables.streamed.at(-1);
    expect(removal?.eventName).toBe('REMOVE');
    expect(removal?.dynamodb.OldImage).toMatchObject({
      purge: { M: { by: { S: 'sweep' }, at: { S: now } } },
      facts: { L: [] },
    });
  });

  test.each<[string, readonly Retention[]]>([
    ['held again', [due, held]],
    ['given a later date', [due, { ...due, expiresAt: '2035-01-01T00:00:00.000Z' }]],
  ])('keeps a record that was %s after it was found', async (_, retentions) => {
    await stampAs('note-1', ...retentions);
    expect(await expired.purge(record('note-1'), now)).toBe('kept');
    expect(await records.get(record('note-1'))).not.toHaveProperty('purge');
  });

  test('keeps quiet about a record that is gone already', async () => {
    expect(await expired.purge(record('note-1'), now)).toBe('kept');
    expect(await tables.rows('Records')).toEqual([]);
  });
});
