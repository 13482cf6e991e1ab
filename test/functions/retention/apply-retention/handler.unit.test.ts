import { beforeEach, describe, expect, test } from 'vitest';
import type { RetentionPolicy } from '../../../../domain/retention/retention-policy.ts';
import type { Binding } from '../../../../domain/records/sealed-record.ts';
import { derivedId } from '../../../../functions/platform/sealing/seal-stated.ts';
import { retentionProfileKey } from '../../../../functions/retention/keys.ts';
import type { Records } from '../../../../functions/platform/sealing/records.ts';
import { makeHandler } from '../../../../functions/retention/apply-retention/handler.ts';
import { memoryAggregates } from '../../../memory/memory-aggregates.ts';
import { memoryRecords, type MemoryRecords } from '../../../memory/memory-records.ts';
import { memoryVault } from '../../../memory/memory-vault.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';
import { deliver } from '../../sqs-event.ts';

const now = '2027-03-01T10:00:00.000Z';
const tenantId = 'clinic';
const subject = 'client:client-1';
const profileRecordId = 'rec-profile';

const policy: RetentionPolicy = {
  version: '2026-11',
  ageOfMajority: 18,
  erasureWaitDays: 7,
  recordClasses: {
    'progress-note': { title: 'Note', governedBy: 'jurisdiction', evidenceOfCare: true },
    'client-profile': { title: 'Profile', governedBy: 'jurisdiction', evidenceOfCare: false },
  },
  rules: [
    {
      id: 'us-ca',
      recordClasses: ['progress-note', 'client-profile'],
      jurisdiction: 'US-CA',
      years: 7,
      base: 'end-of-care',
      minor: { age: 18, years: 7 },
      effectiveFrom: '2000-01-01',
      nature: 'duty',
      source: 'Cal. Bus. & Prof. Code 2919',
    },
  ],
};

const event = (type: string, data: object, more: object = {}) => ({
  specversion: '1.0',
  id: 'evt-1',
  source: 'urn:example:platform',
  type,
  time: now,
  tenantid: tenantId,
  data,
  ...more,
});
const note = {
  recordId: 'note-1',
  clientId: 'client-1',
  authorId: 'clinician-1',
  recordClass: 'progress-note',
};
const submitted = event('record.submitted.v1', note, { dataref: 'urn:vigil:record:note-1' });
const basisChanged = event('client.retention-basis-changed.v1', { clientId: 'client-1' });

let aggregates: ReturnType<typeof memoryAggregates>;
let records: MemoryRecords;
beforeEach(() => {
  aggregates = memoryAggregates();
  records = memoryRecords();
});

const dependencies = () => ({
  aggregates,
  records: records as Records,
  vault: memoryVault,
  policy,
  log: recordedLog(),
  retrySoon: () => Promise.resolve(),
  setAside: () => Promise.resolve(),
  now: () => now,
});
const consume = (body: unknown, changed: Partial<ReturnType<typeof dependencies>> = {}) =>
  deliver(makeHandler({ ...dependencies(), ...changed }), body);

const seal = async (recordId: string, recordClass: string, content: object): Promise<void> => {
  const binding: Binding = { tenantId, subject, recordId, recordClass };
  const jwe = await memoryVault.seal(binding, JSON.stringify(content));
  await records.add({ ...binding, eventId: 'urn:example:platform|evt-1', sealedAt: now, jwe });
};
const registered = async (dischargedAt?: string): Promise<void> => {
  const key = retentionProfileKey(tenantId, 'client-1');
  const state = {
    clientId: 'client-1',
    profile: { at: now, eventId: 'evt-0', recordId: profileRecordId },
    jurisdictions: ['US-CA'],
    ...(dischargedAt === undefined ? {} : { dischargedAt }),
    matters: {},
  };
  await aggregates.save(key, aggregates.peek(key)?.version ?? 0, { state, facts: [] }, { now });
};
const retentionOf = (recordId: string) =>
  records.all.find((record) => record.recordId === recordId)?.retention;

describe('a sealed record', () => {
  test('is kept, unresolved, while nothing is known of its client', async () => {
    await seal('note-1', 'progress-note', {});
    expect(await consume(submitted)).toEqual([]);
    expect(retentionOf('note-1')).toMatchObject({ status: 'unresolved', reason: 'jurisdiction-unknown' });
  });

  test('is stamped again, with all others of its client, when what decides about it changes', async () => {
    await seal(profileRecordId, 'client-profile', { birthDate: '1990-04-12' });
    await seal('note-1', 'progress-note', {});
    await registered();
    await consume(basisChanged);
    expect(retentionOf('note-1')).toMatchObject({ status: 'open' });
    await registered('2027-03-01T09:00:00.000Z');
    await consume(basisChanged);
    for (const recordId of ['note-1', profileRecordId]) {
      expect(retentionOf(recordId)).toMatchObject({ status: 'until', expiresAt: '2034-03-02T12:00:00.000Z' });
    }
  });

  test('that is gone already is not made again', async () => {
    expect(await consume(submitted)).toEqual([]);
    expect(records.all).toEqual([]);
  });

  test('is stamped once more where somebody stamped it in between', async () => {
    await seal('note-1', 'progress-note', {});
    let conflicts = 1;
    const setRetention: Records['setRetention'] = (...asked) =>
      conflicts-- > 0 ? Promise.resolve('conflict') : records.setRetention(...asked);
    expect(await consume(submitted, { records: { ...records, setRetention } })).toEqual([]);
    expect(retentionOf('note-1')).toBeDefined();
  });

  test('that could not be stamped brings its message back: no record is left without its retention', async () => {
    await seal('note-1', 'progress-note', {});
    const setRetention: Records['setRetention'] = () => Promise.resolve('conflict');
    expect(await consume(submitted, { records: { ...records, setRetention } })).toEqual(['message-0']);
  });
});

describe('an event that a producer put on the bus in the clear', () => {
  const inTheClear = event('record.submitted.v1', { ...note, content: 'Example note.' });

  test('is sealed before anything else', async () => {
    expect(await consume(inTheClear)).toEqual([]);
    const [record] = records.all;
    expect(record).toMatchObject({ recordId: 'note-1', recordClass: 'progress-note', version: 2 });
    expect(record && JSON.parse(await memoryVault.open(record, record.jwe))).toEqual({
      content: 'Example note.',
    });
  });

  test('under a record id that another event has used comes back, and changes nothing', async () => {
    await consume(inTheClear);
    const other = { ...inTheClear, id: 'evt-2', data: { ...inTheClear.data, content: 'Another.' } };
    expect(await consume(other)).toEqual(['message-0']);
    expect(records.all).toHaveLength(1);
  });

  test('as an addendum waits until the record that it corrects is there', async () => {
    const addendum = event(
      'record.submitted.v1',
      { ...note, recordId: 'note-2', addendumTo: 'note-1', content: 'Example addendum.' },
      { id: 'evt-2' },
    );
    expect(await consume(addendum)).toEqual(['message-0']);
    expect(records.all).toEqual([]);
    await consume(inTheClear);
    expect(await consume(addendum)).toEqual([]);
    expect(records.all.map(({ recordId }) => recordId)).toEqual(['note-1', 'note-2']);
  });

  test('without its sensitive part comes back', async () => {
    expect(await consume(event('record.submitted.v1', note))).toEqual(['message-0']);
  });
});

test('the id of a record that its sender does not name follows from the event, and tells nothing of it', () => {
  const id = derivedId('rec', tenantId, 'urn:example:platform|evt-1');
  expect(id).toBe(derivedId('rec', tenantId, 'urn:example:platform|evt-1'));
  expect(id).not.toBe(derivedId('rec', 'other', 'urn:example:platform|evt-1'));
  expect(id).toMatch(/^rec-[0-9a-f]{32}$/);
});
