import { describe, expect, test } from 'vitest';
import { judgeRemoval } from '../../../domain/retention/purge-evidence.ts';
import type { SealedRecord } from '../../../domain/vault/sealed-record.ts';

const due = '2034-03-02T12:00:00.000Z';
const removedAt = '2034-03-03T12:00:00.000Z';

const record: SealedRecord = {
  tenantId: 'clinic',
  subject: 'client:client-1',
  recordId: 'note-1',
  recordClass: 'progress-note',
  eventId: 'urn:example:platform|evt-1',
  sealedAt: '2027-01-01T00:00:00.000Z',
  retention: { status: 'until', expiresAt: due, policyVersion: '2026-11', rules: ['us-ca.psychologist'] },
};
const swept: SealedRecord = { ...record, purge: { by: 'sweep', at: removedAt } };
const { retention: _, ...unstamped } = record;

const judge = (removed: SealedRecord, byTimeToLive: boolean, at = removedAt) =>
  judgeRemoval(removed, { byTimeToLive, at }, 35);

describe('the removal of a record that was due', () => {
  test('by time to live is a purge, and the certificate says what, by which rules, and when no backup has it', () => {
    expect(judge(record, true)).toEqual({
      verdict: 'purged',
      certificate: {
        recordId: 'note-1',
        recordClass: 'progress-note',
        tenantId: 'clinic',
        by: 'ttl',
        dueAt: due,
        purgedAt: removedAt,
        policyVersion: '2026-11',
        rules: ['us-ca.psychologist'],
        stage: 'logical',
        finalAt: '2034-04-07T12:00:00.000Z',
      },
    });
  });

  test('by the sweep, which marked it first, is a purge too', () => {
    expect(judge(swept, false)).toMatchObject({ verdict: 'purged', certificate: { by: 'sweep' } });
  });

  test('by time to live counts as that although the sweep had marked it already', () => {
    expect(judge(swept, true)).toMatchObject({ certificate: { by: 'ttl' } });
  });

  test('at the very moment of its date is a purge', () => {
    expect(judge(record, true, due)).toMatchObject({ verdict: 'purged' });
  });

  test('names nobody in its certificate but by opaque ids', () => {
    expect(JSON.stringify(judge(record, true))).not.toContain('client-1');
  });
});

describe('a removal that nobody can answer for', () => {
  test.each([
    ['somebody deleted it by hand', record, false, removedAt],
    ['it was not due yet, even by time to live', record, true, '2034-03-02T11:59:59.000Z'],
    ['it was not due yet, even by the sweep', swept, false, '2034-03-02T11:59:59.000Z'],
    ['no retention was ever set', unstamped, true, removedAt],
    [
      'care had not ended',
      {
        ...record,
        retention: { status: 'open', reason: 'care-open', policyVersion: '1', rules: [] },
      } as const,
      true,
      removedAt,
    ],
    [
      'its retention was unresolved',
      {
        ...swept,
        retention: { status: 'unresolved', reason: 'no-rule', policyVersion: '1', rules: [] },
      } as const,
      false,
      removedAt,
    ],
  ])('is unattributed where %s', (_case, removed, byTimeToLive, at) => {
    expect(judge(removed, byTimeToLive, at)).toEqual({ verdict: 'unattributed' });
  });
});
