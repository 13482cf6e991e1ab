import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledgerExpiry, ledgerKey } from '../../../domain/ledger/ledger-key.ts';

describe('the place of a fact in the ledger', () => {
  test('is its hour, and in it its time and id', () => {
    expect(ledgerKey({ time: '2027-03-01T10:59:59.999Z', id: 'incident#1' })).toEqual({
      hour: '2027-03-01T10',
      position: '2027-03-01T10:59:59.999Z#incident#1',
    });
  });

  test('is its own: the same fact always stands there, and no other fact does', () => {
    const fact = fc.record({
      time: fc
        .date({ min: new Date('2026-01-01'), max: new Date('2026-01-02'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      id: fc.string(),
    });
    fc.assert(
      fc.property(fact, fact, (one, other) => {
        const same = one.time === other.time && one.id === other.id;
        expect(ledgerKey(one).position === ledgerKey(other).position).toBe(same);
        expect(ledgerKey({ ...one })).toEqual(ledgerKey(one));
        if (one.time < other.time) expect(ledgerKey(one).position < ledgerKey(other).position).toBe(true);
      }),
    );
  });
});

describe('a fact in the ledger', () => {
  test('stays six years', () => {
    expect(ledgerExpiry('2027-03-01T10:00:00.000Z')).toBe('2033-03-01T10:00:00.000Z');
  });

  test('of 29 February stays through the 28th, and not less', () => {
    expect(ledgerExpiry('2028-02-29T10:00:00.000Z')).toBe('2034-03-01T10:00:00.000Z');
  });
});
