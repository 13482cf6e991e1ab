import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { jurisdictionDocs } from '../../build/jurisdiction-docs.ts';
import { consentGranted } from '../../events/consent.ts';
import { readClearancePolicies } from '../../functions/clearance/policy.ts';
import { readRetentionPolicy } from '../../functions/retention/policy.ts';
import { clearancePolicy, tenantClearancePolicies } from '../../policies/clearance.ts';
import commonJson from '../../policies/clearance.json' with { type: 'json' };
import { jurisdictions } from '../../policies/jurisdictions/index.ts';
import { jurisdictionPackage } from '../../policies/jurisdictions.ts';
import { policyOfTenant } from '../../policies/policy-of-tenant.ts';
import { clearanceWith } from '../../policies/with-jurisdictions.ts';

const packages = jurisdictions.map((each) => jurisdictionPackage.parse(each));
const of = (status: string) => packages.filter((each) => each.status === status).map(({ place }) => place);

test('every file of the folder is a package that is loaded', () => {
  const files = readdirSync('policies/jurisdictions').filter((name) => name.endsWith('.json'));
  expect(packages.map(({ place }) => `${place}.json`).sort()).toEqual(files.sort());
});

test('all states, the District of Columbia and Puerto Rico are listed', () => {
  expect(of('listed')).toHaveLength(52);
  expect(of('listed')).toEqual(expect.arrayContaining(['US-DC', 'US-PR', 'US-WV', 'US-HI']));
});

test('what is outside the United States is a preview, and a country of states is no place by itself', () => {
  expect(of('preview').sort()).toEqual(
    'AU-NSW AU-VIC CA-AB CA-BC CA-ON CA-QC DE GB-ENG GB-NIR GB-SCT GB-WLS IE NZ'.split(' '),
  );
  expect(of('country').sort()).toEqual(['AU', 'CA', 'GB', 'US']);
});

test('docs/jurisdictions.md says what the packages say (else: npm run docs)', () => {
  expect(readFileSync('docs/jurisdictions.md', 'utf8')).toBe(jurisdictionDocs());
});

describe('the rules of all places together', () => {
  it('demand nothing that no event can state', () => {
    const conditions = packages.flatMap(({ clearance }) =>
      clearance.flatMap((rule) =>
        rule.kind === 'self-consent'
          ? [...rule.conditions, ...(rule.limitsWaivedBy === undefined ? [] : [rule.limitsWaivedBy])]
          : [],
      ),
    );
    expect(conditions.length).toBeGreaterThan(5);
    for (const condition of new Set(conditions))
      expect(consentGranted.data.shape.conditions.safeParse([condition]).success, condition).toBe(true);
  });

  it('permit only what was read in the law, and rest on nothing that nobody has read', () => {
    for (const { clearance, retention } of packages)
      for (const rule of [...clearance, ...retention]) {
        const isQuestion = 'kind' in rule && rule.kind === 'unsettled-self-consent';
        if ('kind' in rule && rule.kind === 'self-consent') expect(rule.confidence, rule.id).toBe('A');
        if (!isQuestion) expect(['A', 'B'], rule.id).toContain(rule.confidence);
      }
  });

  it('apply no retention rule of a preview', () => {
    const places = new Set(readRetentionPolicy().rules.map(({ jurisdiction }) => jurisdiction));
    expect(of('preview').filter((place) => places.has(place))).toEqual([]);
    expect(places.size).toBeGreaterThan(25);
  });
});

describe('a package', () => {
  const [us] = packages.filter(({ place }) => place === 'US-WA');
  const problemsOf = (changes: object) =>
    jurisdictionPackage.safeParse({ ...us, ...changes }).error?.issues.map(({ message }) => message);
  const [minor] = us?.clearance ?? [];

  it.each([
    ['a permission that was read in a summary', { confidence: 'B' }, 'must be A: a rule that permits'],
    ['a rule that nobody has read', { confidence: 'C' }, 'must not be C'],
    ['no confidence', { confidence: undefined }, 'must say how sure it is'],
    ['no date of reading', { readOn: undefined }, 'must say when the source was read'],
    ['a rule of another place', { jurisdiction: 'US-OR' }, 'must be the place of the file'],
  ])('with %s is refused', (_, changes, says) => {
    expect(problemsOf({ clearance: [{ ...minor, ...changes }] })?.[0]).toContain(says);
  });

  it('of a place that does not exist is refused', () => {
    expect(problemsOf({ place: 'US-ZZ' })).toContain('must be an ISO 3166 code');
  });
});

test('a preview is unlisted until the tenant turns it on, and for that tenant alone', () => {
  expect(readClearancePolicies()('demo-clinic').jurisdictions).not.toContain('GB-ENG');
  const tenants = tenantClearancePolicies.parse({ clinic: { version: 'c1', previews: ['GB-ENG'] } });
  const common = clearanceWith(clearancePolicy.parse(commonJson), packages);
  expect(policyOfTenant(common, tenants, 'clinic').jurisdictions).toContain('GB-ENG');
  expect(policyOfTenant(common, tenants, 'clinic').jurisdictions).not.toContain('GB-SCT');
  expect(policyOfTenant(common, tenants, 'another').jurisdictions).not.toContain('GB-ENG');
});
