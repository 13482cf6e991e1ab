import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readClearancePolicies } from '../../functions/clearance/policy.ts';
import { jurisdictions } from '../../policies/jurisdictions/index.ts';
import type { JurisdictionPackage } from '../../policies/jurisdictions.ts';
import { clearanceWith } from '../../policies/with-jurisdictions.ts';
import { policyOfTenant } from '../../policies/policy-of-tenant.ts';
import { clearancePolicy, tenantClearancePolicies } from '../../policies/clearance.ts';

const file = clearancePolicy.parse(JSON.parse(readFileSync('policies/clearance.json', 'utf8')));
const common = clearanceWith(file, jurisdictions as readonly JurisdictionPackage[]);
const severity = { scope: 'telehealth-treatment', ifMissing: 'block' } as const;

describe('what a tenant decides for itself', () => {
  it('counts for that tenant only, and shows in the version', () => {
    const policyOf = readClearancePolicies();
    expect(policyOf('demo-school')).toMatchObject({
      version: '2026-11.demo-school-1',
      assent: { ifMissing: 'block' },
    });
    expect(policyOf('demo-clinic')).toMatchObject({ version: '2026-11', assent: { ifMissing: 'warn' } });
    expect(policyOf('constructor')).toEqual(common);
  });

  it('adds rules to the law and takes none away', () => {
    const rule = {
      id: 'own',
      kind: 'renewal',
      jurisdiction: '*',
      everyMonths: 6,
      source: 'house rule of ours',
      effectiveFrom: '2026-01-01',
    };
    const tenants = tenantClearancePolicies.parse({ clinic: { version: 'c1', rules: [rule] } });
    expect(policyOfTenant(common, tenants, 'clinic').rules).toEqual([...common.rules, rule]);
  });

  it('replaces kinds of session and documents one by one', () => {
    const document = {
      documentId: 'telehealth-consent',
      versions: [{ version: '9', effectiveFrom: '2026-01-01', change: 'material', covers: [] }],
    };
    const tenants = tenantClearancePolicies.parse({
      clinic: {
        version: 'c1',
        sessionKinds: { individual: { scopes: [severity], checkIn: { 'private-place': 'block' } } },
        documents: [document],
      },
    });
    const policy = policyOfTenant(common, tenants, 'clinic');
    expect(policy.sessionKinds.individual.checkIn).toEqual({ 'private-place': 'block' });
    expect(policy.sessionKinds.school).toEqual(common.sessionKinds.school);
    expect(policy.documents.filter(({ documentId }) => documentId === 'telehealth-consent')).toEqual([
      document,
    ]);
    expect(policy.documents).toHaveLength(common.documents.length);
  });
});

describe('a policy of clearance', () => {
  const broken = (changes: object) => clearancePolicy.safeParse({ ...file, ...changes }).success;
  it.each([
    [
      'without treatment among what blocks',
      {
        sessionKinds: {
          ...common.sessionKinds,
          individual: { scopes: [{ scope: 'telehealth-treatment', ifMissing: 'warn' }], checkIn: {} },
        },
      },
    ],
    ['with two rules of one name', { rules: [...common.rules, common.rules[0]] }],
    ['with a rule that names no source', { rules: [{ ...common.rules[0], source: '' }] }],
    [
      'with versions of a document out of order',
      {
        documents: [
          {
            documentId: 'd',
            versions: [
              { version: '2', effectiveFrom: '2026-02-01', change: 'material', covers: [] },
              { version: '1', effectiveFrom: '2026-01-01', change: 'material', covers: [] },
            ],
          },
        ],
      },
    ],
    [
      'that lets minors consent everywhere',
      {
        rules: [
          {
            id: 'm',
            kind: 'self-consent',
            jurisdiction: '*',
            fromAge: 12,
            conditions: [],
            source: 'an example rule',
            effectiveFrom: '2026-01-01',
          },
        ],
      },
    ],
  ])('is refused %s', (_, changes) => {
    expect(broken(changes)).toBe(false);
  });
  it('is accepted as it stands', () => {
    expect(broken({})).toBe(true);
  });
});
