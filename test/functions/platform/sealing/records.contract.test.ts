import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Retention } from '../../../../domain/retention/retain-until.ts';
import { retentionFacts } from '../../../../domain/records/sealed-record.ts';
import { dynamoRecords } from '../../../../functions/platform/sealing/dynamo-records.ts';
import type { Records } from '../../../../functions/platform/sealing/records.ts';
import { memoryRecords } from '../../../memory/memory-records.ts';
import { localTables } from '../local-tables.ts';

const now = '2027-03-01T10:00:00.000Z';
const record = {
  tenantId: 'clinic',
  subject: 'client:client-1',
  recordId: 'note-1',
  recordClass: 'progress-note',
  eventId: 'urn:example:platform|evt-1',
  sealedAt: now,
  jwe: 'sealed',
};
const until: Retention = {
  status: 'until',
  expiresAt: '2034-03-02T12:00:00.000Z',
  won: 'r1',
  policyVersion: '2026-11',
  rules: ['r1'],
};

describe.each([
  ['in memory', () => Promise.resolve({ records: memoryRecords(), close: () => Promise.resolve() })],
  [
    'in DynamoDB',
    async () => {
      const tables = await localTables();
      return { records: dynamoRecords(tables.client, 'Records'), close: tables.close };
    },
  ],
])('sealed records %s', (_, open) => {
  let records: Records;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ records, close } = await open());
  });
  afterEach(() => close());

  const stored = async () => {
    const found = await records.get(record);
    if (found === undefined) throw new Error('no record');
    return found;
  };

  test('are written once: a second one with the same id is told which event brought the first', async () => {
    expect(await records.add(record)).toBe('added');
    expect(await records.add({ ...record, eventId: 'urn:example:platform|evt-2', jwe: 'other' })).toEqual({
      exists: { eventId: 'urn:example:platform|evt-1' },
    });
    expect(await records.get(record)).toMatchObject({ ...record, version: 1 });
  });

  test('are found by tenant, subject and id together only', async () => {
    await records.add(record);
    expect(await records.get({ ...record, tenantId: 'other' })).toBeUndefined();
    expect(await records.get({ ...record, subject: 'client:client-2' })).toBeUndefined();
    expect(await records.get({ ...record, recordId: 'note-2' })).toBeUndefined();
  });

  test('are listed by their subject', async () => {
    await records.add(record);
    await records.add({ ...record, recordId: 'note-2' });
    await records.add({ ...record, subject: 'client:client-2' });
    const listed = await records.list('clinic', 'client:client-1');
    expect(listed.map(({ recordId }) => recordId)).toEqual(['note-1', 'note-2']);
    expect(listed[0]).toMatchObject({ version: 1, recordClass: 'progress-note' });
  });

  test('take their retention once for each version', async () => {
    await records.add(record);
    const first = await stored();
    const facts = retentionFacts(first, until);
    expect(await records.setRetention(first, until, facts, now)).toBe('set');
    expect(await records.setRetention(first, until, facts, now)).toBe('conflict');
    expect(await stored()).toMatchObject({ retention: until, version: 2, jwe: 'sealed' });
  });

  test('are not brought back by a stamp that comes after they went', async () => {
    expect(await records.setRetention({ ...record, version: 1 }, until, [], now)).toBe('conflict');
    expect(await records.get(record)).toBeUndefined();
  });
});
