import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRetentionPolicy } from '../../../functions/retention/policy.ts';
import retentionJson from '../../../policies/retention.json' with { type: 'json' };
import { retentionPolicy } from '../../../policies/retention.ts';
import type { JurisdictionPackage } from '../../../policies/jurisdictions.ts';
import { jurisdictions } from '../../../policies/jurisdictions/index.ts';
import { retentionWith } from '../../../policies/with-jurisdictions.ts';
import { endOfDayAnywhere, plusYears } from '../../../domain/civil-date.ts';
import { explainRetention, type Kept, retainUntil } from '../../../domain/retention/retain-until.ts';
import { holdsIn } from '../../../domain/retention/retention-policy.ts';
import { recordSubmitted } from '../../../events/record.ts';

const policy = readRetentionPolicy();
const now = '2026-11-21T12:00:00.000Z';

const counsellor = { jurisdiction: 'US-TX', licenceType: 'professional-counselor' };
const psychologist = { jurisdiction: 'US-CA', licenceType: 'psychologist' };

/** Born on 1 May 2010, treated from the age of nine, care ended at ten. */
const child: Kept = {
  recordClass: 'progress-note',
  createdAt: '2019-06-01T15:00:00.000Z',
  jurisdictions: ['US-TX'],
  licences: [counsellor],
  birthDate: '2010-05-01',
  endOfCare: '2020-06-01T15:00:00.000Z',
  matters: [],
};

const until = (kept: Kept): string => {
  const { retention, applied } = explainRetention(kept, policy, now);
  if (retention.status !== 'until') throw new Error(`${retention.status}: ${retention.reason}`);
  return applied.map((each) => each.until).reduce((left, right) => (left > right ? left : right));
};

describe('case 15: a child in Texas whose care ended at the age of ten', () => {
  it('is purged on the 23rd birthday: five years after majority', () => {
    expect(until(child)).toBe('2033-05-01');
    expect(retainUntil(child, policy, now)).toMatchObject({
      status: 'until',
      won: 'us-tx.professional-counselor',
      // The day is over everywhere on earth before anything goes.
      expiresAt: '2033-05-02T12:00:00.000Z',
    });
  });

  it('with New York as well it is still the 23rd: 21 and one year come earlier', () => {
    expect(until({ ...child, jurisdictions: ['US-NY', 'US-TX'] })).toBe('2033-05-01');
  });

  it('with a psychologist in California as well it is the 25th: 18 and seven years', () => {
    const kept = {
      ...child,
      jurisdictions: ['US-CA', 'US-NY', 'US-TX'],
      licences: [counsellor, psychologist],
    };
    expect(until(kept)).toBe('2035-05-01');
  });
});

describe('each rule of the reference', () => {
  const adult: Kept = { ...child, birthDate: '1980-01-01', endOfCare: '2020-06-01T15:00:00.000Z' };

  it.each([
    ['US-CA', [psychologist], '2027-06-02'],
    ['US-CA', [{ jurisdiction: 'US-CA', licenceType: 'educational-psychologist' }], '2027-06-02'],
    ['US-TX', [counsellor], '2027-06-02'],
    ['US-NY', [], '2026-06-02'],
    ['US-AZ', [], '2026-06-02'],
  ])('an adult in %s', (jurisdiction, licences, expected) => {
    // 15:00 UTC on 1 June is 2 June in UTC+14: the later date counts.
    expect(until({ ...adult, jurisdictions: [jurisdiction], licences })).toBe(expected);
  });

  it.each([
    ['US-CA', [psychologist], '2035-05-01'],
    ['US-NY', [], '2032-05-01'],
    ['US-AZ', [], '2031-05-01'],
  ])('a child in %s', (jurisdiction, licences, expected) => {
    expect(until({ ...child, jurisdictions: [jurisdiction], licences })).toBe(expected);
  });

  it('HIPAA: a consent document six years from when it was last in effect, where state law gives less', () => {
    const kept = { ...adult, recordClass: 'consent-document', jurisdictions: ['US-NY'], licences: [] };
    const { applied } = explainRetention(kept, policy, now);
    expect(applied.map(({ rule }) => rule.id).sort()).toEqual([
      'us-ny.professions',
      'us.hipaa-documentation',
    ]);
  });

  it('HIPAA alone does not settle a chart: it sets no chart retention', () => {
    const kept = { ...adult, recordClass: 'consent-document', jurisdictions: ['US-MO'], licences: [] };
    expect(retainUntil(kept, policy, now)).toMatchObject({ status: 'unresolved', reason: 'no-rule' });
  });
});

describe('what is not known is never purged', () => {
  it.each<[string, Partial<Kept>, string]>([
    ['class', { recordClass: 'doodle' }, 'class-unknown'],
    ['jurisdiction', { jurisdictions: [] }, 'jurisdiction-unknown'],
    ['rule for one of two places', { jurisdictions: ['US-TX', 'US-MO'] }, 'no-rule'],
    [
      'rule for the licence',
      { licences: [{ jurisdiction: 'US-TX', licenceType: 'psychologist' }] },
      'no-rule',
    ],
    ['birth date that makes sense', { birthDate: '2020-01-01' }, 'birth-date-implausible'],
  ])('no %s', (_, missing, reason) => {
    expect(retainUntil({ ...child, ...missing }, policy, now)).toMatchObject({
      status: 'unresolved',
      reason,
    });
  });

  it('no birth date', () => {
    const { birthDate: _, ...kept } = child;
    expect(retainUntil(kept, policy, now)).toMatchObject({ reason: 'birth-date-unknown' });
  });

  it('an author whose licence is unknown is under every rule of the place', () => {
    const { rules } = retainUntil({ ...child, jurisdictions: ['US-CA'], licences: [] }, policy, now);
    expect(rules).toEqual([
      'us-ca.educational-psychologist',
      'us-ca.lcsw',
      'us-ca.lmft',
      'us-ca.lpcc',
      'us-ca.psychologist',
    ]);
  });
});

describe('a rule in time', () => {
  const years = (id: string, count: number, from: string, to?: string) => ({
    id,
    recordClasses: ['progress-note'],
    jurisdiction: 'US-TX',
    base: 'end-of-care' as const,
    years: count,
    effectiveFrom: from,
    ...(to === undefined ? {} : { effectiveUntil: to }),
    nature: 'duty' as const,
    source: 'An example statute',
  });
  const adult: Kept = { ...child, birthDate: '1980-01-01' };

  it('that was relaxed still binds what was made under it', () => {
    const changed = {
      ...policy,
      rules: [years('old', 10, '2000-01-01', '2022-01-01'), years('new', 5, '2022-01-01')],
    };
    expect(retainUntil(adult, changed, now)).toMatchObject({ rules: ['new', 'old'], won: 'old' });
    const later = { ...adult, createdAt: '2023-01-01T00:00:00.000Z', endOfCare: '2023-02-01T00:00:00.000Z' };
    expect(retainUntil(later, changed, now)).toMatchObject({ rules: ['new'] });
  });

  it('that is not in force yet decides nothing', () => {
    const coming = { ...policy, rules: [years('now', 5, '2000-01-01'), years('next', 50, '2030-01-01')] };
    expect(retainUntil(adult, coming, now)).toMatchObject({ rules: ['now'] });
  });
});

const civilDate = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2024-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const anyKept: fc.Arbitrary<Kept> = fc
  .record({
    recordClass: fc.constantFrom(...Object.keys(policy.recordClasses), 'unknown-class'),
    born: civilDate,
    createdAt: civilDate,
    endOfCare: fc.option(civilDate, { nil: undefined }),
    jurisdictions: fc.subarray(['US-CA', 'US-TX', 'US-NY', 'US-AZ', 'US-MO']),
    licences: fc.subarray([
      psychologist,
      counsellor,
      { jurisdiction: 'US-CA', licenceType: 'social-worker' },
    ]),
    matters: fc.subarray(['matter-1', 'matter-2']),
    birthKnown: fc.boolean(),
  })
  .map(({ born, birthKnown, endOfCare, ...kept }) => ({
    ...kept,
    ...(birthKnown ? { birthDate: born.slice(0, 10) } : {}),
    ...(endOfCare === undefined ? {} : { endOfCare }),
  }));

describe('whatever the record', () => {
  it('no date is earlier than any applicable rule, recomputed by hand', () => {
    fc.assert(
      fc.property(anyKept, (kept) => {
        const retention = retainUntil(kept, policy, now);
        if (retention.status !== 'until') return;
        for (const rule of policy.rules) {
          const applies =
            rule.recordClasses.includes(kept.recordClass) &&
            kept.jurisdictions.some((place) => holdsIn(rule.jurisdiction, place)) &&
            (rule.licenceTypes === undefined ||
              kept.licences.some(
                (licence) =>
                  licence.jurisdiction === rule.jurisdiction &&
                  rule.licenceTypes?.includes(licence.licenceType),
              ));
          if (!applies) continue;
          const base = rule.base === 'creation' ? kept.createdAt : (kept.endOfCare ?? kept.createdAt);
          expect(retention.expiresAt >= endOfDayAnywhere(plusYears(base.slice(0, 10), rule.years))).toBe(
            true,
          );
          const grown = kept.birthDate === undefined ? undefined : plusYears(kept.birthDate, 18);
          if (rule.minor !== undefined && grown !== undefined && kept.createdAt.slice(0, 10) < grown) {
            const least = plusYears(kept.birthDate ?? '', rule.minor.age + rule.minor.years);
            expect(retention.expiresAt >= endOfDayAnywhere(least)).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('with a matter open there is no date, and without one there is no hold', () => {
    fc.assert(
      fc.property(anyKept, (kept) => {
        const { status } = retainUntil(kept, policy, now);
        expect(status === 'held').toBe(kept.matters.length > 0);
      }),
    );
  });

  it('one place more never shortens it', () => {
    fc.assert(
      fc.property(anyKept, fc.constantFrom('US-CA', 'US-TX', 'US-NY', 'US-AZ', 'US-MO'), (kept, place) => {
        const before = retainUntil(kept, policy, now);
        const after = retainUntil({ ...kept, jurisdictions: [...kept.jurisdictions, place] }, policy, now);
        if (before.status === 'until' && after.status === 'until')
          expect(after.expiresAt >= before.expiresAt).toBe(true);
        else if (before.status !== 'until') return;
        else expect(after.status).not.toBe('until');
      }),
    );
  });

  it('the order of rules, places and licences decides nothing', () => {
    fc.assert(
      fc.property(anyKept, (kept) => {
        const turned = {
          ...kept,
          jurisdictions: [...kept.jurisdictions].reverse(),
          licences: [...kept.licences].reverse(),
        };
        const turnedPolicy = { ...policy, rules: [...policy.rules].reverse() };
        expect(retainUntil(turned, turnedPolicy, now)).toEqual(retainUntil(kept, policy, now));
      }),
    );
  });
});

describe('the policy file', () => {
  it('knows every class that a provider may submit', () => {
    const classes = recordSubmitted.data.shape.recordClass.options;
    expect(classes.filter((name) => policy.recordClasses[name] === undefined)).toEqual([]);
  });

  it('is refused with the place named where a rule is of an unknown class', () => {
    const spoiled = structuredClone(
      retentionWith(retentionJson, jurisdictions as readonly JurisdictionPackage[]),
    );
    spoiled.rules[0]?.recordClasses.push('doodle');
    const result = retentionPolicy.safeParse(spoiled);
    expect(result.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'rules.0.recordClasses doodle is not a record class',
    ]);
  });
});
