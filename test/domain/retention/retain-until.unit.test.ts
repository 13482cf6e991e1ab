import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Kept,
  plusYears,
  retainUntil,
  type RetentionPolicy,
  type RetentionRule,
} from '../../../domain/retention/retain-until.ts';

const rule: RetentionRule = {
  id: 'us-ca.psychologist',
  recordClasses: ['progress-note'],
  jurisdiction: 'US-CA',
  years: 7,
  minorUntilAge: 25,
  source: 'Cal. Bus. & Prof. Code 2919',
};
const policy = (...rules: RetentionRule[]): RetentionPolicy => ({
  version: '2026-11',
  ageOfMajority: 18,
  rules,
});

const adult: Kept = {
  recordClass: 'progress-note',
  jurisdiction: 'US-CA',
  birthDate: '1990-04-12',
  dischargedAt: '2027-03-01T09:00:00.000Z',
};

describe('a record of somebody who was of age when care ended', () => {
  test('is kept so many years from the end of care, until that day is over everywhere on earth', () => {
    expect(retainUntil(adult, policy(rule))).toEqual({
      policyVersion: '2026-11',
      rules: ['us-ca.psychologist'],
      status: 'until',
      expiresAt: '2034-03-02T12:00:00.000Z',
    });
  });

  test('is kept from the date that it was farthest ahead, where care ended late in the day', () => {
    // Half past midnight of 2 March in India.
    const kept = { ...adult, dischargedAt: '2027-03-01T19:00:00.000Z' };
    expect(retainUntil(kept, policy(rule))).toMatchObject({ expiresAt: '2034-03-03T12:00:00.000Z' });
  });

  test('is kept as long as the longest of the rules that apply', () => {
    const longer = { ...rule, id: 'us-ca.clinic', years: 10 };
    expect(retainUntil(adult, policy(longer, rule))).toMatchObject({
      rules: ['us-ca.clinic', 'us-ca.psychologist'],
      expiresAt: '2037-03-02T12:00:00.000Z',
    });
  });

  test('is not touched by rules for other classes and of other places', () => {
    const others = [
      { ...rule, id: 'other-class', recordClasses: ['check-in'], years: 50 },
      { ...rule, id: 'other-place', jurisdiction: 'US-NY', years: 50 },
    ];
    expect(retainUntil(adult, policy(rule, ...others)).rules).toEqual(['us-ca.psychologist']);
  });
});

describe('a record of somebody who was a minor when care ended', () => {
  test('is kept at least until the age that the rule names', () => {
    const child = { ...adult, birthDate: '2017-05-20' };
    expect(retainUntil(child, policy(rule))).toMatchObject({ expiresAt: '2042-05-21T12:00:00.000Z' });
  });

  test('is kept longer where the years from the end of care say so', () => {
    const almostOfAge = { ...adult, birthDate: '2009-03-02' };
    expect(retainUntil(almostOfAge, policy({ ...rule, years: 10 }))).toMatchObject({
      expiresAt: '2037-03-02T12:00:00.000Z',
    });
  });

  test('counts as one until the birthday on which they come of age', () => {
    const generous = policy({ ...rule, minorUntilAge: 40 });
    const late = '2027-03-01T20:00:00.000Z';
    const onTheDay = retainUntil({ ...adult, birthDate: '2009-03-01', dischargedAt: late }, generous);
    const dayBefore = retainUntil({ ...adult, birthDate: '2009-03-02', dischargedAt: late }, generous);
    expect(onTheDay).toMatchObject({ expiresAt: '2034-03-03T12:00:00.000Z' });
    expect(dayBefore).toMatchObject({ expiresAt: '2049-03-03T12:00:00.000Z' });
  });

  test('counts as one where it is still the day before the birthday somewhere on earth', () => {
    const generous = policy({ ...rule, minorUntilAge: 40 });
    // Nine in the evening of 28 February in California.
    const evening = '2027-03-01T05:00:00.000Z';
    expect(retainUntil({ ...adult, birthDate: '2009-03-01', dischargedAt: evening }, generous)).toMatchObject(
      { expiresAt: '2049-03-02T12:00:00.000Z' },
    );
  });
});

describe('29 February', () => {
  test('has its anniversary on 1 March where there is none: never a day early', () => {
    expect(plusYears('2008-02-29', 18)).toBe('2026-03-01');
    expect(plusYears('2008-02-29', 20)).toBe('2028-02-29');
  });

  test('as the end of care keeps the record through 1 March', () => {
    const kept = { ...adult, dischargedAt: '2028-02-29T09:00:00.000Z' };
    expect(retainUntil(kept, policy(rule))).toMatchObject({ expiresAt: '2035-03-02T12:00:00.000Z' });
  });

  test('as a birth date makes a minor of somebody who was discharged on the 28th, eighteen years later', () => {
    const generous = policy({ ...rule, minorUntilAge: 40 });
    const kept = { ...adult, birthDate: '2008-02-29', dischargedAt: '2026-02-28T20:00:00.000Z' };
    expect(retainUntil(kept, generous)).toMatchObject({ expiresAt: '2048-03-01T12:00:00.000Z' });
  });
});

describe('what is not known', () => {
  const { recordClass, jurisdiction, birthDate, dischargedAt } = adult as Required<Kept>;
  const nowhere = { recordClass, birthDate, dischargedAt };
  const ageless = { recordClass, jurisdiction, dischargedAt };
  const inCare = { recordClass, jurisdiction, birthDate };

  test.each([
    ['the jurisdiction', nowhere, [], 'jurisdiction-unknown'],
    ['a rule for the class', { ...adult, recordClass: 'video' }, [], 'no-rule'],
    ['a rule for the place', { ...adult, jurisdiction: 'US-NY' }, [], 'no-rule'],
    ['the birth date', ageless, ['us-ca.psychologist'], 'birth-date-unknown'],
  ])('keeps the record, unresolved, where %s is missing', (_what, kept, rules, reason) => {
    expect(retainUntil(kept, policy(rule))).toEqual({
      policyVersion: '2026-11',
      rules,
      status: 'unresolved',
      reason,
    });
  });

  test('is never guessed: the record is open while care lasts', () => {
    expect(retainUntil(inCare, policy(rule))).toEqual({
      policyVersion: '2026-11',
      rules: ['us-ca.psychologist'],
      status: 'open',
      reason: 'care-open',
    });
  });
});

const instant = fc
  .date({ min: new Date('1920-01-01T00:00:00Z'), max: new Date('2060-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
// Half of them within a day and a half of coming of age, where zones disagree about who is a minor.
const lives = fc
  .record({
    born: instant,
    discharged: instant,
    minutes: fc.integer({ min: -2160, max: 2160 }),
    near: fc.boolean(),
  })
  .map(({ born, discharged, minutes, near }) => {
    const birthDate = born.slice(0, 10);
    const ofAge = Date.parse(`${plusYears(birthDate, 18)}T00:00:00Z`) + minutes * 60_000;
    return { birthDate, dischargedAt: near ? new Date(ofAge).toISOString() : discharged };
  });
const rules = fc.array(
  fc.record({
    years: fc.integer({ min: 1, max: 30 }),
    minorUntilAge: fc.integer({ min: 18, max: 60 }),
    jurisdiction: fc.constantFrom('US-CA', 'US-NY'),
  }),
  { minLength: 1, maxLength: 4 },
);

test('no record is let go before any applicable rule allows it, in any time zone', () => {
  const zonesHours = [-12, -8, 0, 5.5, 14];
  fc.assert(
    fc.property(lives, rules, ({ birthDate, dischargedAt }, drawn) => {
      const all = drawn.map((terms, index) => ({ ...rule, ...terms, id: `rule-${index}` }));
      const retention = retainUntil({ ...adult, birthDate, dischargedAt }, policy(...all));
      const applicable = all.filter(({ jurisdiction }) => jurisdiction === 'US-CA');
      fc.pre(applicable.length > 0);
      if (retention.status !== 'until') throw new Error(retention.status);
      for (const hours of zonesHours) {
        const local = new Date(Date.parse(dischargedAt) + hours * 3600_000).toISOString().slice(0, 10);
        const minor = local < plusYears(birthDate, 18);
        for (const { years, minorUntilAge } of applicable) {
          const last = [plusYears(local, years), ...(minor ? [plusYears(birthDate, minorUntilAge)] : [])];
          for (const date of last) {
            const overLocally = Date.parse(`${date}T00:00:00.000Z`) + 24 * 3600_000 - hours * 3600_000;
            expect(Date.parse(retention.expiresAt)).toBeGreaterThanOrEqual(overLocally);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
});
