import { describe, expect, it } from 'vitest';
import {
  dispositionDeadline,
  expectDisposition,
  finalCertificate,
  foundGone,
  isSettled,
  judgeRemoval,
  recordPurge,
} from '../../../domain/retention/disposition.ts';
import type { SealedRecord } from '../../../domain/records/sealed-record.ts';

const dueAt = '2034-03-02T12:00:00.000Z';
const retention = {
  status: 'until',
  expiresAt: dueAt,
  won: 'us-ca.psychologist',
  rules: ['us-ca.psychologist'],
  policyVersion: '2026-11',
} as const;
const record: SealedRecord = {
  tenantId: 'demo-clinic',
  subject: 'client:client-1',
  recordId: 'note-1',
  recordClass: 'progress-note',
  eventId: 'event-1',
  sealedAt: '2027-03-01T10:00:00.000Z',
  retention,
};
const judge = (given: SealedRecord, byTimeToLive: boolean, at = '2034-03-03T12:00:00.000Z') =>
  judgeRemoval(given, { byTimeToLive, at }, 35);
const openRetention = { status: 'open', reason: 'care-open', rules: [], policyVersion: '2026-11' } as const;

describe('case 16: who removed a record', () => {
  it('time to live, when it was due: a certificate, logical now and final after the recovery window', () => {
    expect(judge(record, true)).toMatchObject({
      verdict: 'purged',
      certificate: { by: 'ttl', stage: 'logical', dueAt, finalAt: '2034-04-07T12:00:00.000Z' },
    });
  });

  it('the sweep and an erasure, where they marked it first', () => {
    const mark = { at: '2034-03-03T00:00:00.000Z' };
    expect(judge({ ...record, purge: { by: 'sweep', ...mark } }, false)).toMatchObject({
      certificate: { by: 'sweep' },
    });
    const erased = { ...record, retention: openRetention, purge: { by: 'erasure', ...mark, dueAt } as const };
    // No backup of it can be read: it is final as soon as no memory holds the key.
    expect(judge(erased, false)).toMatchObject({
      certificate: { by: 'erasure', finalAt: '2034-03-03T12:10:00.000Z' },
    });
  });

  it.each<[string, SealedRecord, boolean, string]>([
    ['nobody marked it', record, false, '2034-03-03T12:00:00.000Z'],
    ['it was not due', record, true, '2034-03-01T12:00:00.000Z'],
    ['it had no date', { ...record, retention: openRetention }, true, '2034-03-03T12:00:00.000Z'],
  ])('%s: unattributed', (_, given, byTimeToLive, at) => {
    expect(judge(given, byTimeToLive, at)).toEqual({ verdict: 'unattributed' });
  });

  it('the stream tells whole seconds: a removal in the second in which it fell due is no incident', () => {
    const marked = { by: 'erasure', at: dueAt, dueAt: '2034-03-03T12:00:00.560Z' } as const;
    expect(judge({ ...record, purge: marked }, false).verdict).toBe('purged');
  });
});

describe('what is to become of a record', () => {
  const due = expectDisposition(undefined, record, retention, record.sealedAt);

  it('is looked after eight days after it was due', () => {
    expect(dispositionDeadline(due)).toBe('2034-03-10T12:00:00.000Z');
    expect(foundGone(due, '2034-03-10T11:59:59.999Z', 35)).toBeUndefined();
    expect(foundGone(due, '2034-03-10T12:00:00.000Z', 35)).toMatchObject({ by: 'found-gone', dueAt });
  });

  it('is the same object where nothing changed, and no deadline where it is held', () => {
    expect(expectDisposition(due, record, retention, '2030-01-01T00:00:00.000Z')).toBe(due);
    const matters = {
      status: 'held',
      reason: 'hold',
      matters: ['a'],
      rules: [],
      policyVersion: '1',
    } as const;
    const held = expectDisposition(due, record, matters, '2030-01-01T00:00:00.000Z');
    expect(held).toMatchObject({ status: 'kept', reason: 'hold' });
    expect(dispositionDeadline(held)).toBeUndefined();
  });

  it('a purge on file is neither doubled nor undone, but a new record under the id starts again', () => {
    const judged = judge(record, true);
    if (judged.verdict !== 'purged') throw new Error('not purged');
    const { state, facts } = recordPurge(record, judged.certificate, 'a.b.c');
    expect(facts).toHaveLength(1);
    expect(isSettled(state, record.sealedAt)).toBe(true);
    expect(expectDisposition(state, record, retention, dueAt)).toBe(state);
    const again = { ...record, sealedAt: '2035-01-01T00:00:00.000Z' };
    expect(isSettled(state, again.sealedAt)).toBe(false);
    expect(expectDisposition(state, again, retention, again.sealedAt).status).toBe('due');
  });

  it('is final when the window has passed, not before', () => {
    const judged = judge(record, true);
    if (judged.verdict !== 'purged') throw new Error('not purged');
    const { state } = recordPurge(record, judged.certificate, 'a.b.c');
    expect(finalCertificate(state, '2034-04-07T11:59:59.999Z')).toBeUndefined();
    expect(finalCertificate(state, '2034-04-07T12:00:00.000Z')).toMatchObject({ stage: 'final' });
  });
});
