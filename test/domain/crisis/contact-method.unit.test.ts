import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addOwner,
  answerTestMessage,
  askToConfirm,
  assignCode,
  closedLongAgo,
  markAnswered,
  newContactMethod,
  type ContactMethod,
  testMessageSent,
  releasable,
  releaseCodes,
} from '../../../domain/crisis/contact-method.ts';
import { at } from './given.ts';

const day = 24 * 3600;
const about = (incidentId: string) => ({
  tenantId: 'clinic',
  staffId: 'ada',
  clientId: `client-of-${incidentId}`,
  incidentId,
  linkId: 'abcdefghijkl',
});

const withCodes = (incidentIds: readonly string[], line: ContactMethod = newContactMethod): ContactMethod =>
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
    const ownCode = (id: string) => assignCode(newContactMethod, about(id), at(0)).code;
    expect(ownCode('Aa')).toBe(ownCode('BB'));
    const [first, second] = withCodes(['Aa', 'BB']).incidents.map((entry) => Number(entry.code));
    expect(second).toBe((first ?? 0) + 1);
  });

  test('are given back only when their incident closed more than a day ago, and not while there are few', () => {
    const few = withCodes(['incident-1']);
    expect(releasable(few, at(400 * day))).toEqual([]);
    const many = withCodes(Array.from({ length: 41 }, (_, number) => `incident-${number}`));
    expect(releasable(many, at(day))).toEqual([]);
    expect(releasable(many, at(day + 1))).toHaveLength(25);
    expect(closedLongAgo(at(0), at(day))).toBe(false);
    expect(closedLongAgo(at(0), at(day + 1))).toBe(true);
    const freed = releaseCodes(many, new Set(['incident-7']));
    expect(freed.incidents).toHaveLength(40);
  });

  test('are used a second time, rather than no page sent, where all 8,000 are taken', () => {
    const all = Array.from({ length: 8000 }, (_, number) => ({
      ...about(`incident-${number}`),
      code: String(1000 + number),
      at: at(0),
    }));
    const { code } = assignCode({ ...newContactMethod, incidents: all }, about('one-more'), at(1));
    expect(code).toMatch(/^[1-8]\d{3}$/);
  });
});

describe('the owners of a phone', () => {
  test('are added once, and one person may work for two tenants', () => {
    const ada = { tenantId: 'clinic', staffId: 'ada' };
    const line = addOwner(newContactMethod, ada);
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
    const { answered } = ids.reduce(markAnswered, newContactMethod);
    expect(answered).toEqual(ids.slice(-100));
  });
});

describe('the question whose phone it is', () => {
  const ada = { tenantId: 'clinic', staffId: 'ada' };
  const ask = (line: ContactMethod, seconds: number) => askToConfirm(line, ada, 'seed', at(seconds));

  test('is asked until its text has left, under one code, and then never again', () => {
    const asked = ask(newContactMethod, 0);
    const again = ask(asked?.line ?? newContactMethod, 60);
    expect(again).toEqual(asked);
    expect(ask(testMessageSent(again?.line ?? newContactMethod, again?.code ?? ''), 120)).toBeUndefined();
  });

  test('is not asked where the phone has proved itself', () => {
    const asked = ask(newContactMethod, 0);
    const proved = answerTestMessage(asked?.line ?? newContactMethod, asked?.code ?? '', at(10));
    expect(proved?.facts.map(({ type }) => type)).toEqual(['staff.phone-verified.v1']);
    expect(ask(proved?.line ?? newContactMethod, 20)).toBeUndefined();
  });
});
