import { expect, test } from 'vitest';
import { disclosedProfile, disclosedRetention } from '../../../domain/retention/disclosed.ts';
import { newRetentionProfile } from '../../../domain/retention/retention-profile.ts';

const at = '2027-03-01T10:00:00.000Z';

test('a held record is shown as retained, without the matter', () => {
  const rules = ['us-ca.psychologist'];
  const held = { policyVersion: '2026-11', rules, status: 'held', reason: 'hold', matters: ['m-1'] } as const;
  expect(disclosedRetention(held)).toEqual({ policyVersion: '2026-11', rules, status: 'retained' });
  const open = { policyVersion: '2026-11', rules, status: 'open', reason: 'care-open' } as const;
  expect(disclosedRetention(open)).toBe(open);
});

test('a profile is shown without matters, who placed them, and the obstacle that they were', () => {
  const placed = { at, eventId: 'e-1', kind: 'complaint', placedBy: 'officer-3', reviewAt: at } as const;
  const reasons = [{ reason: 'hold', matterId: 'm-1' }, { reason: 'care-open' }] as const;
  const shown = disclosedProfile({
    ...newRetentionProfile('client-1'),
    jurisdictions: ['US-CA'],
    matters: { 'm-1': { placed } },
    settled: ['e-1'],
    stated: { 'US-CA': { by: { s1: { first: at, last: at } } } },
    placeCorrections: [{ at, eventId: 'e-2', wrong: 'CA', right: 'US-CA' }],
    cancelledRequests: ['r-0'],
    erasure: { requestId: 'r-1', requestedAt: at, status: 'refused', reasons },
  });
  expect(shown).toEqual({
    clientId: 'client-1',
    jurisdictions: ['US-CA'],
    erasure: { requestId: 'r-1', requestedAt: at, status: 'refused', reasons: [{ reason: 'care-open' }] },
  });
});
