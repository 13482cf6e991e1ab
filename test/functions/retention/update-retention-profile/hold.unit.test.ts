import { expect, test } from 'vitest';
import type { Records } from '../../../../functions/platform/sealing/records.ts';
import { makeHandler as makeApplyRetention } from '../../../../functions/retention/apply-retention/handler.ts';
import { retentionProfileKey } from '../../../../functions/retention/keys.ts';
import { readRetentionPolicy } from '../../../../functions/retention/policy.ts';
import { makeHandler } from '../../../../functions/retention/update-retention-profile/handler.ts';
import { memoryAggregates } from '../../../memory/memory-aggregates.ts';
import { memoryRecords } from '../../../memory/memory-records.ts';
import { memoryVault } from '../../../memory/memory-vault.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';
import { deliver } from '../../sqs-event.ts';

const now = '2034-03-01T10:00:00.000Z';
const tenantId = 'clinic';
const clientId = 'client-1';
const subject = `client:${clientId}`;
const inAnHour = '2034-03-01T11:00:00.000Z';
const overdue = '2034-02-28T10:00:00.000Z';
const inAYear = '2035-03-01T10:00:00.000Z';

/** A client with so many records that are due in a year, one that is due within the hour and one that is overdue. */
const withRecords = async (count: number) => {
  const aggregates = memoryAggregates();
  const records = memoryRecords();
  const add = (recordId: string, expiresAt: string) =>
    records.add({
      tenantId,
      subject,
      recordId,
      recordClass: 'progress-note',
      eventId: 'evt-0',
      sealedAt: '2027-03-01T10:00:00.000Z',
      jwe: '',
      filed: { authorId: 'clinician-1' },
      retention: { status: 'until', expiresAt, won: 'r', rules: ['r'], policyVersion: '1' },
    });
  for (let number = 0; number < count; number += 1) await add(`note-${number}`, inAYear);
  await add('soon', inAnHour);
  await add('overdue', overdue);
  const key = retentionProfileKey(tenantId, clientId);
  await aggregates.save(
    key,
    0,
    { state: { clientId, jurisdictions: ['US-CA'], matters: {} }, facts: [] },
    { now },
  );
  const written: string[] = [];
  let loads = 0;
  const counting: Records = {
    ...records,
    setRetention: (record, ...rest) => {
      written.push(record.recordId);
      return records.setRetention(record, ...rest);
    },
  };
  const dependencies = {
    aggregates: {
      ...aggregates,
      load: ((asked) => ((loads += 1), aggregates.load(asked))) as typeof aggregates.load,
    },
    records: counting,
    vault: memoryVault,
    policy: readRetentionPolicy(),
    log: recordedLog(),
    retrySoon: () => Promise.resolve(),
    setAside: () => Promise.resolve(),
    now: () => now,
  };
  const event = (type: string, data: object) => ({
    specversion: '1.0',
    id: 'evt-hold',
    source: 'urn:example:platform',
    type,
    time: now,
    tenantid: tenantId,
    data: { clientId, ...data },
  });
  const placed = event('hold.placed.v1', {
    matterId: 'matter-12',
    kind: 'litigation',
    placedBy: 'officer-3',
    reviewAt: inAYear,
  });
  return {
    written,
    loads: () => loads,
    held: () => records.all.filter(({ retention }) => retention?.status === 'held').length,
    place: () => deliver(makeHandler(dependencies), placed),
    follow: (changed: Partial<typeof dependencies> = {}) =>
      deliver(
        makeApplyRetention({ ...dependencies, ...changed }),
        event('client.retention-basis-changed.v1', {}),
      ),
    counting,
  };
};

test('a hold on 10,000 records takes effect at once: what is due or nearly due is held before the message is done', async () => {
  const { place, written } = await withRecords(10_000);
  expect(await place()).toEqual([]);
  expect(written).toEqual(['overdue', 'soon']);
});

test('all other records follow by one writer, which reads each author once', async () => {
  const { place, follow, written, held, loads } = await withRecords(1000);
  await place();
  expect(await follow()).toEqual([]);
  expect([held(), new Set(written).size, written.length]).toEqual([1002, 1002, 1002]);
  // One disposition a record, and a handful for the client and the author.
  expect(loads()).toBeLessThan(1002 + 10);
});

test('a run that is cut off is taken up by the next delivery, which writes only what is missing', async () => {
  const { place, follow, written, held, counting } = await withRecords(100);
  await place();
  const cutOff: Records['setRetention'] = (...asked) =>
    written.length >= 40 ? Promise.reject(new Error('cut off')) : counting.setRetention(...asked);
  expect(await follow({ records: { ...counting, setRetention: cutOff } })).toEqual(['message-0']);
  const before = held();
  expect(before).toBeLessThan(102);
  expect(await follow()).toEqual([]);
  expect([held(), written.length]).toEqual([102, 102]);
});
