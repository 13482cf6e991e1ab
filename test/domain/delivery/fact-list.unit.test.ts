import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesOf, type ListedFact, pageOf } from '../../../domain/delivery/fact-list.ts';

const at = (minute: number) => `2027-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`;
const fact = (type: string, minute: number, data: object): ListedFact => ({
  id: `${type}-${minute}-${JSON.stringify(data).length}`,
  type,
  time: at(minute),
  data,
});
const incident = (id: string, ...facts: readonly (readonly [string, number])[]): readonly ListedFact[] =>
  facts.map(([name, minute]) => fact(`incident.${name}.v1`, minute, { incidentId: id }));

describe('incidents', () => {
  test.each([
    ['open', [['opened', 1]]],
    ['open', [['opened', 1], ['paged', 2]]], // prettier-ignore
    ['acknowledged', [['opened', 1], ['paged', 2], ['acknowledged', 3]]], // prettier-ignore
    ['open', [['opened', 1], ['acknowledged', 3], ['reopened', 4], ['paged', 5]]], // prettier-ignore
    ['closed', [['opened', 1], ['acknowledged', 2], ['welfare-confirmed', 3], ['closed', 4]]], // prettier-ignore
  ] as const)('are %s after %j, in whatever order the facts come', (status, facts) => {
    const given = incident('a', ...(facts as readonly (readonly [string, number])[]));
    for (const order of [given, given.toReversed()])
      expect(entriesOf('incidents', order, at(0), at(59))).toMatchObject([{ status, since: at(1) }]);
  });

  test('that began outside of the period are left out, whatever happened in it', () => {
    const facts = incident('a', ['opened', 1], ['closed', 9]);
    expect(entriesOf('incidents', facts, at(2), at(59))).toEqual([]);
    expect(entriesOf('incidents', facts, at(0), at(1))).toEqual([]);
    expect(entriesOf('incidents', facts, at(1), at(2))).toMatchObject([{ status: 'closed' }]);
  });
});

test('a matter of one client is not that of another', () => {
  const facts = [
    fact('hold.in-force.v1', 1, { clientId: 'a', matterId: 'm' }),
    fact('hold.in-force.v1', 2, { clientId: 'bb', matterId: 'm' }),
    fact('hold.lifted.v1', 3, { clientId: 'a', matterId: 'm' }),
  ];
  expect(entriesOf('holds', facts, at(0), at(59)).map(({ status }) => status)).toEqual([
    'lifted',
    'in-force',
  ]);
});

test('every certificate is an entry of its own', () => {
  const facts = [1, 2].map((minute) => fact('record.purged.v1', minute, { recordId: 'r' }));
  expect(entriesOf('certificates', facts, at(0), at(59))).toHaveLength(2);
});

test('pages together have every entry once, in order, also if more begins between two pages', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 49 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      (minutes, most) => {
        const entries = (begun: readonly number[]) =>
          entriesOf(
            'incidents',
            begun.flatMap((minute) => incident(`i-${minute}`, ['opened', minute])),
            at(0),
            at(59),
          );
        const seen: string[] = [];
        let after = '';
        let begun: readonly number[] = minutes;
        for (;;) {
          const page = pageOf(entries(begun), after, most);
          expect(page.entries.length).toBeLessThanOrEqual(most);
          seen.push(...page.entries.map(({ since }) => since));
          if (page.next === undefined) break;
          after = page.next;
          begun = [...minutes, 55];
        }
        const expected = minutes.toSorted((left, right) => left - right).map(at);
        expect(seen.filter((since) => since !== at(55))).toEqual(expected);
      },
    ),
  );
});
