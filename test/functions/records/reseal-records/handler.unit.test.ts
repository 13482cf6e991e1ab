import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../../../functions/platform/sealing/records.ts';
import type { Vault } from '../../../../functions/platform/sealing/vault.ts';
import { makeHandler } from '../../../../functions/records/reseal-records/handler.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';
import { deliver } from '../../sqs-event.ts';

const now = '2027-03-01T10:00:00.000Z';
const stored = (recordId: string): StoredRecord => ({
  tenantId: 'clinic',
  subject: 'client:client-1',
  recordId,
  recordClass: 'progress-note',
  eventId: `evt-${recordId}`,
  sealedAt: '2027-02-01T10:00:00.000Z',
  jwe: '1|word',
  version: 1,
});

let rows: Map<string, StoredRecord>;
let current: number;
let requests: Set<string>;
let failing: 'open' | 'reseal' | undefined;
let resealed: string[];

/** Fails once. */
const failAt = (point: 'open' | 'reseal'): void => {
  if (failing !== point) return;
  failing = undefined;
  throw new Error(`${point} failed`);
};

const vault: Vault = {
  seal: (_, plaintext) => Promise.resolve(`${String(current)}|${plaintext}`),
  open: (_, jwe) => {
    failAt('open');
    return Promise.resolve(jwe.split('|')[1] ?? '');
  },
};

const handler = makeHandler({
  records: {
    get: ({ recordId }) => Promise.resolve(rows.get(recordId)),
    list: () => Promise.resolve([...rows.values()]),
    reseal({ recordId, version }, jwe) {
      const known = rows.get(recordId);
      if (known?.version !== version) return Promise.resolve('conflict');
      rows.set(recordId, { ...known, jwe, version: version + 1 });
      resealed.push(recordId);
      failAt('reseal');
      return Promise.resolve('resealed');
    },
  },
  subjectKeys: {
    current: () => Promise.resolve(current === 0 ? undefined : { version: current, requests }),
    rotate(_tenantId, _subject, known, requestId) {
      if (known === current) {
        current += 1;
        requests.add(requestId);
      }
      return Promise.resolve(current);
    },
  },
  vault,
  keyVersionOf: (jwe) => Number(jwe.split('|')[0]),
  log: recordedLog(),
  retrySoon: () => Promise.resolve(),
  setAside: () => Promise.resolve(),
  now: () => now,
});

const asked = (id: string) => ({
  specversion: '1.0',
  id,
  source: 'urn:example:platform',
  type: 'client.key-rotation-requested.v1',
  time: now,
  tenantid: 'clinic',
  data: { clientId: 'client-1', requestedBy: 'officer-3' },
});
const sealedAs = () => [...rows.values()].map(({ jwe }) => jwe);

beforeEach(() => {
  rows = new Map(['note-1', 'note-2'].map((recordId) => [recordId, stored(recordId)]));
  [current, requests, failing, resealed] = [1, new Set(), undefined, []];
});

describe('a new key', () => {
  it('seals every record again; another request makes another key', async () => {
    expect(await deliver(handler, asked('evt-1'))).toEqual([]);
    expect(sealedAs()).toEqual(['2|word', '2|word']);
    expect(await deliver(handler, asked('evt-2'))).toEqual([]);
    expect(sealedAs()).toEqual(['3|word', '3|word']);
  });

  it('is made once for a request that is delivered twice, also after another request', async () => {
    await deliver(handler, asked('evt-1'));
    await deliver(handler, asked('evt-1'));
    expect([current, resealed]).toEqual([2, ['note-1', 'note-2']]);
    await deliver(handler, asked('evt-2'));
    await deliver(handler, asked('evt-1'));
    expect(current).toBe(3);
  });

  it.each(['open', 'reseal'] as const)('is made once where the run dies at "%s"', async (point) => {
    failing = point;
    expect(await deliver(handler, asked('evt-1'))).toEqual(['message-0']);
    expect(await deliver(handler, asked('evt-1'))).toEqual([]);
    expect([current, resealed]).toEqual([2, ['note-1', 'note-2']]);
  });

  it('is not made for a client who has none', async () => {
    current = 0;
    rows.clear();
    expect(await deliver(handler, asked('evt-1'))).toEqual([]);
    expect(current).toBe(0);
  });
});
