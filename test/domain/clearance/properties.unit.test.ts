import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { BirthDate } from '../../../domain/clearance/age.ts';
import type { Consent, Denial, Grant } from '../../../domain/clearance/consent.ts';
import { checkRemedies, remedyOf } from '../../../domain/clearance/remedies.ts';
import { type Case, decide, denial, grant, licence, now } from './fixtures.ts';

const scope = fc.constantFrom('telehealth-treatment', 'data-processing', 'school-disclosure', 'recording');
const when = fc.constantFrom(
  '2026-01-01T00:00:00.000Z',
  '2026-12-31T23:59:59.999Z',
  '2027-01-05T09:00:00.000Z',
  now,
  '2027-03-01T18:00:00.001Z',
  '2028-01-01T00:00:00.000Z',
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 });
const someGrant: fc.Arbitrary<Grant> = fc.record({
  at: when,
  eventId: fc.constantFrom('a', 'b'),
  scope,
  grantor: fc.constantFrom('client', 'guardian', 'court'),
  method: fc.constantFrom('written', 'electronic', 'verbal'),
  documentId: fc.constantFrom('telehealth-consent', 'telehealth-consent', 'school-disclosure-consent'),
  documentVersion: fc.constantFrom('2', '2', '2.1', '1'),
  documentedBy: maybe(fc.constant('clinician-1')),
  validFrom: when,
  validUntil: maybe(when),
  relationship: maybe(fc.constant('parent')),
  basis: maybe(fc.constantFrom('parental-responsibility', 'guardianship-order', 'custody-order')),
  custody: maybe(fc.constantFrom('no-order', 'order-on-file')),
  orderId: maybe(fc.constant('order-1')),
  conditions: fc.subarray(['found-mature', 'parent-involved-or-excused', 'statutory-purpose']),
  actorIds: maybe(fc.subarray(['clinician-1', 'clinician-2'])),
});
/** Random ones hardly ever hold, so many are good in all but one respect. */
const nearlyGood: fc.Arbitrary<Grant> = fc
  .tuple(someGrant, fc.constantFrom('at', 'grantor', 'method', 'validUntil', 'conditions' as const))
  .map(([other, field]) => ({
    ...grant({ custody: 'no-order', relationship: 'parent', basis: 'parental-responsibility' }),
    [field]: other[field],
  }));
const someConsent: fc.Arbitrary<Consent> = fc.record({
  grant: maybe(fc.oneof(someGrant, nearlyGood, nearlyGood)),
  withdrawnAt: fc.option(when, { nil: undefined, freq: 1 }),
});
const someDenial: fc.Arbitrary<Denial> = fc.record({
  at: when,
  eventId: fc.constant('d'),
  scope,
  deniedBy: fc.constantFrom('client', 'guardian', 'court'),
  actorIds: maybe(fc.subarray(['clinician-1', 'clinician-2'])),
  validUntil: maybe(when),
});
const someBirthDate: fc.Arbitrary<BirthDate> = fc.constantFrom(
  { status: 'known', date: '1990-04-12' },
  { status: 'known', date: '2012-02-01' },
  { status: 'known', date: '2009-03-01' },
  { status: 'unknown' },
  { status: 'unreadable' },
);
const some: fc.Arbitrary<Case> = fc.record({
  consents: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), someConsent, { maxKeys: 5 }),
  denials: fc.dictionary(fc.constantFrom('x', 'y'), someDenial, { maxKeys: 2 }),
  birthDate: someBirthDate,
  jurisdiction: fc.constantFrom('US-CA', 'US-PA', 'US-TX', 'US-IL', 'US-ZZ'),
  plan: fc.record({
    kind: fc.constantFrom('individual', 'school', 'crisis-follow-up'),
    plannedMinutes: maybe(fc.constant(50)),
  }),
});

const permits = (given: Case): boolean => decide(given).decision !== 'blocked';
const shuffled = <T>(entries: readonly [string, T][], order: readonly number[]): Record<string, T> =>
  Object.fromEntries(
    entries
      .map((entry, index) => [order[index] ?? 0, entry] as const)
      .sort(([l], [r]) => l - r)
      .map(([, entry]) => entry),
  );
const runs = { numRuns: 3000 };

describe('whatever the consents are', () => {
  it('their order makes no difference, nor does that of denials and licences', () => {
    const orders = fc.array(fc.integer(), { minLength: 5, maxLength: 5 });
    const licences = [
      licence(),
      licence({ number: 'B', standing: 'probation' }),
      licence({ number: 'A' }),
      licence({ jurisdiction: 'US-TX' }),
    ];
    fc.assert(
      fc.property(some, orders, (given, order) => {
        const { consents = {}, denials = {} } = given;
        const other: Case = {
          ...given,
          consents: shuffled(Object.entries(consents), order),
          denials: shuffled(Object.entries(denials), order),
          licences: Object.values(shuffled(Object.entries(licences), order)),
        };
        const [left, right] = [decide({ ...given, licences }), decide(other)].map((each) =>
          JSON.stringify(each),
        );
        return left === right;
      }),
      runs,
    );
  });

  it('adding a denial never permits', () => {
    fc.assert(
      fc.property(some, someDenial, (given, no) => {
        const denied = { ...given, denials: { ...given.denials, z: no } };
        return !permits(denied) || permits(given);
      }),
      runs,
    );
  });

  it('withdrawing a consent never permits', () => {
    fc.assert(
      fc.property(some, fc.constantFrom('a', 'b', 'c'), when, (given, id, at) => {
        const consent = given.consents?.[id];
        if (consent === undefined) return true;
        const withdrawn = {
          ...given,
          consents: { ...given.consents, [id]: { ...consent, withdrawnAt: at } },
        };
        return !permits(withdrawn) || permits(given);
      }),
      runs,
    );
  });

  it('a clock that has run out never permits', () => {
    fc.assert(
      fc.property(some, fc.constantFrom('2026-12-31T23:59:59.999Z', now), (given, end) => {
        const expired = Object.fromEntries(
          Object.entries(given.consents ?? {}).map(([id, { grant: given_, ...rest }]) => [
            id,
            { ...rest, ...(given_ === undefined ? {} : { grant: { ...given_, validUntil: end } }) },
          ]),
        );
        return !permits({ ...given, consents: expired });
      }),
      runs,
    );
    fc.assert(
      fc.property(
        some,
        (given) =>
          !permits({
            ...given,
            licences: [licence({ jurisdiction: given.jurisdiction ?? 'US-CA', validUntil: now })],
          }),
      ),
      runs,
    );
  });

  it('what is not known never permits', () => {
    const unknowns: ((given: Case) => Case)[] = [
      (given) => ({ ...given, birthDate: { status: 'unknown' } }),
      (given) => ({ ...given, birthDate: { status: 'unreadable' } }),
      (given) => ({ ...given, licences: [] }),
      (given) => ({ ...given, consents: {} }),
      (given) => ({ ...given, checkIn: 'none' }),
      (given) => ({
        ...given,
        consents: { ...given.consents, z: { grant: { ...grant(), validFrom: 'unknown' } } },
      }),
      (given) => ({ ...given, denials: { ...given.denials, z: denial({ at: 'unknown' }) } }),
    ];
    fc.assert(
      fc.property(some, fc.constantFrom(...unknowns), (given, forget) => !permits(forget(given))),
      runs,
    );
  });

  it('an adult is never sent to a guardian, and only an order lets one consent for them', () => {
    const grown: fc.Arbitrary<Case> = fc
      .tuple(
        some,
        fc.constantFrom('US-AL', 'US-NE', 'US-MS', 'US-OR', 'CA-ON', 'DE', 'US-CA'),
        fc.constantFrom('1990-04-12', '2006-07-01', '2009-02-28'),
      )
      .map(([given, jurisdiction, date]) => ({
        ...given,
        jurisdiction,
        birthDate: { status: 'known', date },
      }));
    fc.assert(
      fc.property(grown, (given) =>
        decide(given).checks.every(({ reason, reliedOn }) => {
          const by = reliedOn === undefined ? undefined : given.consents?.[reliedOn]?.grant;
          const sentence = remedyOf(reason)?.en ?? '';
          return (
            !/guardian/.test(sentence.replace(checkRemedies['client-of-age'].en, '')) &&
            (by?.grantor !== 'guardian' || by.basis === 'guardianship-order')
          );
        }),
      ),
      runs,
    );
  });

  it('sometimes they permit: the properties above are not empty', () => {
    const permitted = fc.sample(some, 3000).filter(permits).length;
    if (permitted < 300) throw new Error(`only ${String(permitted)} of 3000 permit`);
  });
});
