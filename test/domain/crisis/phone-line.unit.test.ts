import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addOwner,
  assignCode,
  markAnswered,
  newPhoneLine,
  type PhoneLine,
} from '../../../domain/crisis/phone-line.ts';
import { at } from './given.ts';

const day = 24 * 3600;
const about = (incidentId: string) => ({
  tenantId: 'clinic',
  staffId: 'ada',
  clientId: `client-of-${incidentId}`,
  incidentId,
});

const withCodes = (incidentIds: readonly string[], line: PhoneLine = newPhoneLine): PhoneLine =>
  incidentIds.reduce((known, incidentId) => assignCode(known, about(incidentId), at(0)).line, line);

describe('the codes of a phone', () => {
  test('differ from one another, have four digits and leave the 9000s alone, however many are open', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 60 }), (incidentIds) => {
        const codes = withCodes(incidentIds).incidents.map((entry) => entry.code);
        expect(codes).toHaveLength(incidentIds.length);
        expect(new Set(codes).size).toBe(codes.length);
        for (const code of codes) expect(code).toMatch(/^[1-8]\d{3}$/);
      }),
    );
  });

  test('stay with their incident, page after page, whatever else comes to the phone', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(ids, ids, (first, later) => {
        const line = withCodes(first);
        const after = withCodes([...later, ...first], line);
        for (const { incidentId, code } of line.incidents) {
          expect(after.incidents.find((entry) => entry.incidentId === incidentId)?.code).toBe(code);
        }
      }),
    );
  });

  test('are taken from the next free place where two incidents begin at the same one', () => {
    const ownCode = (id: string) => assignCode(newPhoneLine, about(id), at(0)).code;
    expect(ownCode('Aa')).toBe(ownCode('BB'));
    const [first, second] = withCodes(['Aa', 'BB']).incidents.map((entry) => Number(entry.code));
    expect(second).toBe((first ?? 0) + 1);
  });

  test('are kept for thirty days after the last page, and then free again', () => {
    const line = withCodes(['incident-1']);
    const held = assignCode(line, about('incident-2'), at(30 * day - 1)).line;
    expect(held.incidents.map(({ incidentId }) => incidentId)).toEqual(['incident-1', 'incident-2']);
    const freed = assignCode(line, about('incident-2'), at(30 * day)).line;
    expect(freed.incidents.map(({ incidentId }) => incidentId)).toEqual(['incident-2']);
  });

  test('begin their thirty days anew with each page', () => {
    const paged = assignCode(withCodes(['incident-1']), about('incident-1'), at(20 * day));
    expect(paged.line.incidents).toEqual([{ ...about('incident-1'), code: paged.code, at: at(20 * day) }]);
    const later = assignCode(paged.line, about('incident-2'), at(40 * day)).line;
    expect(later.incidents).toHaveLength(2);
  });

  test('are used a second time, rather than no page sent, where all 8,000 are taken', () => {
    const all = Array.from({ length: 8000 }, (_, number) => ({
      ...about(`incident-${number}`),
      code: String(1000 + number),
      at: at(0),
    }));
    const { code } = assignCode({ ...newPhoneLine, incidents: all }, about('one-more'), at(1));
    expect(code).toMatch(/^[1-8]\d{3}$/);
  });
});

describe('the owners of a phone', () => {
  test('are added once, and one person may work for two tenants', () => {
    const ada = { tenantId: 'clinic', staffId: 'ada' };
    const line = addOwner(newPhoneLine, ada);
    expect(addOwner(line, ada)).toBe(line);
    expect(addOwner(line, { ...ada, tenantId: 'other' }).owners).toEqual([
      ada,
      { ...ada, tenantId: 'other' },
    ]);
  });
});

describe('the messages already answered', () => {
  test('are the last hundred', () => {
    const ids = Array.from({ length: 120 }, (_, number) => `message-${number}`);
    const { answered } = ids.reduce(markAnswered, newPhoneLine);
    expect(answered).toEqual(ids.slice(-100));
  });
});
