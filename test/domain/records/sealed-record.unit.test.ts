import { describe, expect, test } from 'vitest';
import type { Retention } from '../../../domain/retention/retain-until.ts';
import { dataRef, retentionFacts, type SealedRecord } from '../../../domain/records/sealed-record.ts';

const record: SealedRecord = {
  tenantId: 'clinic',
  subject: 'client:client-1',
  recordId: 'note-1',
  recordClass: 'progress-note',
  eventId: 'urn:example:platform|evt-1',
  sealedAt: '2027-01-01T00:00:00.000Z',
};
const named = { recordId: 'note-1', subject: 'client:client-1', recordClass: 'progress-note' };

const open: Retention = {
  status: 'open',
  reason: 'care-open',
  policyVersion: '2026-11',
  rules: ['r1', 'r2'],
};
const until: Retention = {
  status: 'until',
  expiresAt: '2034-03-02T12:00:00.000Z',
  won: 'r1',
  policyVersion: '2026-11',
  rules: ['r1'],
};

describe('the facts of a record’s retention', () => {
  test('say the first time that it is sealed, and how long it is kept', () => {
    expect(retentionFacts(record, until)).toEqual([
      { type: 'record.sealed.v1', data: { ...named, sealedAt: record.sealedAt } },
      {
        type: 'record.retention-set.v1',
        data: {
          ...named,
          status: 'until',
          expiresAt: '2034-03-02T12:00:00.000Z',
          won: 'r1',
          rules: ['r1'],
          policyVersion: '2026-11',
        },
      },
    ]);
  });

  test('say why where there is no date', () => {
    expect(retentionFacts(record, open)[1]?.data).toEqual({
      ...named,
      status: 'open',
      reason: 'care-open',
      rules: ['r1', 'r2'],
      policyVersion: '2026-11',
    });
  });

  test.each<[string, Retention]>([
    ['the status', until],
    ['the reason', { ...open, status: 'unresolved', reason: 'no-rule' }],
    ['the policy’s version', { ...open, policyVersion: '2027-01' }],
    ['the rules', { ...open, rules: ['r1'] }],
  ])('say again, without another sealing, when %s changes', (_, retention) => {
    const facts = retentionFacts({ ...record, retention: open }, retention);
    expect(facts.map(({ type }) => type)).toEqual(['record.retention-set.v1']);
  });

  test('say again when the date moves', () => {
    const later = { ...until, expiresAt: '2035-03-02T12:00:00.000Z' };
    expect(retentionFacts({ ...record, retention: until }, later)).toHaveLength(1);
  });

  test.each([open, until])('say nothing where nothing changed', (retention) => {
    expect(retentionFacts({ ...record, retention }, { ...retention, rules: [...retention.rules] })).toEqual(
      [],
    );
  });
});

test('the reference by which the bus knows a record tells its id and nothing else', () => {
  expect(dataRef('note-1')).toBe('urn:vigil:record:note-1');
});
