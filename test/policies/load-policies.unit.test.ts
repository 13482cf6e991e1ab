import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClearancePolicy } from '../../domain/clearance/policy.ts';
import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import type { PresencePolicy } from '../../domain/presence/judge.ts';
import type { AccessPolicy } from '../../domain/records/open-record.ts';
import { riskFlagged, screeningSubmitted } from '../../events/risk.ts';
import { consentGranted } from '../../events/consent.ts';
import { catalogue } from '../../events/catalogue.ts';
import { readAccessPolicy } from '../../functions/records/policy.ts';
import { readClearancePolicies } from '../../functions/clearance/policy.ts';
import { readCrisisPolicy } from '../../functions/crisis/policy.ts';
import { readPresencePolicy } from '../../functions/presence/policy.ts';
import { readRetentionPolicy } from '../../functions/retention/policy.ts';
import { clearancePolicy, tenantClearancePolicies } from '../../policies/clearance.ts';
import { jurisdictions } from '../../policies/jurisdictions/index.ts';
import { jurisdictionPackage } from '../../policies/jurisdictions.ts';
import { clearanceWith, retentionWith } from '../../policies/with-jurisdictions.ts';
import { loadPolicies } from '../../policies/index.ts';
import { accessPolicy } from '../../policies/records.ts';
import { crisisPolicy } from '../../policies/crisis.ts';
import { presencePolicy } from '../../policies/presence.ts';
import { retentionPolicy } from '../../policies/retention.ts';

const repository = join(import.meta.dirname, '../../policies');
const files = [
  'records.json',
  'clearance.json',
  'clearance-tenants.json',
  'crisis.json',
  'presence.json',
  'retention.json',
] as const;
type File = (typeof files)[number];
type Json = Record<string, unknown>;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigil-policies-'));
  for (const file of files) cpSync(join(repository, file), join(directory, file));
  cpSync(join(repository, 'jurisdictions'), join(directory, 'jurisdictions'), { recursive: true });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const read = (file: File): Json => JSON.parse(readFileSync(join(repository, file), 'utf8')) as Json;
const write = (file: File, text: string) => {
  writeFileSync(join(directory, file), text);
};
const load = () => {
  loadPolicies(directory);
};

const { 'phq-9': phq9 } = read('crisis.json')['screeners'] as { 'phq-9': { rules: Json[] } };
const rule = (read('retention.json')['rules'] as Json[])[0] ?? {};
test('the policies of this repository are accepted, at the synth and by the functions', () => {
  expect(() => {
    loadPolicies();
  }).not.toThrow();
  expect(load).not.toThrow();
  expect(readClearancePolicies()('demo-clinic').version).toBe('2026-11');
  expect(readCrisisPolicy().repeatSeconds).toBe(120);
  expect(readRetentionPolicy().rules).not.toHaveLength(0);
});

test('a session kind asks only for scopes that a consent can have', () => {
  const { sessionKinds } = clearancePolicy.parse(read('clearance.json'));
  const asked = Object.values(sessionKinds).flatMap(({ scopes }) => scopes.map(({ scope }) => scope));
  expect(asked.length).toBeGreaterThan(0);
  for (const scope of asked) expect(() => consentGranted.data.shape.scope.parse(scope)).not.toThrow();
});

test('what the functions read without a schema is what the schema gives', () => {
  // The annotations make the compiler compare each schema with the type that the domain takes.
  const access: AccessPolicy = accessPolicy.parse(read('records.json'));
  const packages = jurisdictions.map((each) => jurisdictionPackage.parse(each));
  const clearance = clearanceWith(clearancePolicy.parse(read('clearance.json')), packages) as ClearancePolicy;
  const crisis: CrisisPolicy = crisisPolicy.parse(read('crisis.json'));
  const presence: PresencePolicy = presencePolicy.parse(read('presence.json'));
  expect(readAccessPolicy()).toEqual(access);
  expect(readClearancePolicies()('demo-clinic')).toEqual(clearance);
  expect(readCrisisPolicy()).toEqual(crisis);
  expect(readPresencePolicy()).toEqual(presence);
  expect(readRetentionPolicy()).toEqual(
    retentionPolicy.parse(retentionWith(read('retention.json') as { rules: unknown[] } & Json, packages)),
  );
  const tenants = read('clearance-tenants.json');
  expect(tenantClearancePolicies.parse(tenants)).toEqual(tenants);
});

describe('a policy that is wrong', () => {
  const bad: [what: string, file: File, change: Json, says: string][] = [
    ['no version', 'clearance.json', { version: undefined }, 'policies/clearance.json: version '],
    [
      'a version of its own kind',
      'crisis.json',
      { version: 'latest' },
      'policies/crisis.json: version must be a version such as "2026-11"',
    ],
    ['an empty notice', 'crisis.json', { notice: '' }, 'policies/crisis.json: notice '],
    [
      'a severity of its own kind',
      'clearance.json',
      { training: 'ignore' },
      'policies/clearance.json: training ',
    ],
    [
      'an adult who is made a minor',
      'clearance.json',
      {
        rules: [
          {
            id: 'm',
            jurisdiction: 'US-MS',
            kind: 'majority',
            age: 21,
            source: 'an old statute',
            effectiveFrom: '2020-01-01',
          },
        ],
      },
      'policies/clearance.json: rules.0.age must be 18',
    ],
    [
      'a long farewell after a withdrawal',
      'clearance.json',
      { revokedMidSession: { action: 'wind-down', withinSeconds: 7200 } },
      'policies/clearance.json: revokedMidSession.withinSeconds must be at most 900 seconds',
    ],
    [
      'a tenant who lets minors consent',
      'clearance-tenants.json',
      {
        'demo-school': {
          version: 'x',
          rules: [
            {
              id: 'own',
              kind: 'self-consent',
              jurisdiction: 'US-TX',
              fromAge: 6,
              conditions: [],
              source: 'our own idea',
              effectiveFrom: '2026-01-01',
            },
          ],
        },
      },
      'policies/clearance-tenants.json: demo-school.rules must not let minors consent',
    ],
    [
      'a slip in a name',
      'crisis.json',
      { repeatSecond: 60 },
      'policies/crisis.json: the file Unrecognized key: "repeatSecond"',
    ],
    [
      'a drill at night',
      'crisis.json',
      { drill: { day: 2, hour: 3, timeZone: 'America/Chicago' } },
      'policies/crisis.json: drill.hour ',
    ],
    [
      'a drill after the night has begun',
      'crisis.json',
      {
        drill: { day: 2, hour: 18, timeZone: 'America/Chicago' },
        load: {
          nightHours: [18, 7],
          maxPagesPerWeek: 20,
          maxNightsPerWeek: 3,
          maxConsecutiveDays: 7,
          fairShareFactor: 2,
        },
      },
      'policies/crisis.json: drill.hour must not be at night',
    ],
    [
      'a drill in a time zone of its own kind',
      'crisis.json',
      { drill: { day: 2, hour: 11, timeZone: 'Mars/Olympus' } },
      'policies/crisis.json: drill.timeZone must be an IANA time zone',
    ],
    [
      'a repeat that never comes',
      'crisis.json',
      { repeatSeconds: 86_400 },
      'policies/crisis.json: repeatSeconds must be at most 1800 seconds',
    ],
    [
      'a repeat without a pause',
      'crisis.json',
      { repeatSeconds: 0 },
      'policies/crisis.json: repeatSeconds must be at least 30 seconds',
    ],
    [
      'a check-in that is never due',
      'crisis.json',
      { checkInSeconds: 100_000 },
      'policies/crisis.json: checkInSeconds must be at most 7200 seconds',
    ],
    ['seconds as text', 'crisis.json', { sendingSeconds: '30' }, 'policies/crisis.json: sendingSeconds '],
    ['half a second', 'crisis.json', { sendingSeconds: 30.5 }, 'policies/crisis.json: sendingSeconds '],
    [
      'a severity of its own',
      'crisis.json',
      { triggers: { 'panic-client': { severity: 'low' } } },
      'policies/crisis.json: triggers.panic-client.severity ',
    ],
    [
      'a rule about an item that the instrument does not have',
      'crisis.json',
      { screeners: { 'phq-9': { ...phq9, rules: [{ ...phq9.rules[0], items: ['q9'] }] } } },
      'policies/crisis.json: screeners.phq-9.rules.0.items names q9, which is not among the items',
    ],
    [
      'a rule that would never apply',
      'crisis.json',
      { screeners: { 'phq-9': { ...phq9, rules: [{ ...phq9.rules[0], values: [4] }] } } },
      'policies/crisis.json: screeners.phq-9.rules.0.values has a value that item 9 cannot have',
    ],
    [
      'an age of majority of 17',
      'retention.json',
      { ageOfMajority: 17 },
      'policies/retention.json: ageOfMajority ',
    ],
    [
      'a rule without years',
      'retention.json',
      { rules: [{ ...rule, years: undefined }] },
      'policies/retention.json: rules.0.years ',
    ],
    [
      'a rule that keeps nothing',
      'retention.json',
      { rules: [{ ...rule, years: 0 }] },
      'policies/retention.json: rules.0.years ',
    ],
    [
      'a rule of nowhere',
      'retention.json',
      { rules: [{ ...rule, jurisdiction: 'California' }] },
      'policies/retention.json: rules.0.jurisdiction must be an ISO 3166 code',
    ],
    [
      'a rule without a source',
      'retention.json',
      { rules: [{ ...rule, source: 'law' }] },
      'policies/retention.json: rules.0.source must name the statute or regulation',
    ],
    [
      'two rules of one id',
      'retention.json',
      { rules: [rule, rule] },
      'policies/retention.json: rules.1.id any.telemetry is there twice',
    ],
  ];
  test.each(bad)(
    '%s: %s is refused by a sentence that names the file and the place',
    (_, file, change, says) => {
      write(file, JSON.stringify({ ...read(file), ...change }));
      expect(load).toThrow(says);
    },
  );

  test('in two places is told both', () => {
    write('crisis.json', JSON.stringify({ ...read('crisis.json'), repeatSeconds: 1, checkInSeconds: 1 }));
    expect(load).toThrow(/repeatSeconds must .*; checkInSeconds must /);
  });

  test('because it is no JSON is refused by its name', () => {
    write('retention.json', '{ "version": ');
    expect(load).toThrow('policies/retention.json: cannot be read: ');
  });

  test('because it is missing is refused by its name', () => {
    rmSync(join(directory, 'crisis.json'));
    expect(load).toThrow('policies/crisis.json: cannot be read: ');
  });
});

describe('the policies and the contracts', () => {
  test('know the same triggers: none is critical only because somebody misspelt it', () => {
    expect(Object.keys(readCrisisPolicy().triggers)).toEqual(
      expect.arrayContaining([...riskFlagged.data.shape.trigger.options]),
    );
  });

  test('know the same instruments and triggers of answers: nothing that is accepted has no rules', () => {
    const { screeners, triggers } = readCrisisPolicy();
    expect(Object.keys(screeners).sort()).toEqual(
      screeningSubmitted.data.shape.instrument.options.toSorted(),
    );
    expect(Object.keys(triggers)).toEqual(
      expect.arrayContaining(['screening-incomplete', 'screening-unreadable']),
    );
  });

  test('know the same record classes: no rule waits for records that nobody seals', () => {
    const sealed = catalogue.flatMap((contract) => {
      if (contract.sealed === undefined) return [];
      const { recordClass } = contract.data.shape as { recordClass?: { options: readonly string[] } };
      return recordClass?.options ?? [contract.sealed.recordClass({} as never)];
    });
    for (const { recordClasses, id } of readRetentionPolicy().rules) {
      for (const recordClass of recordClasses) expect(sealed, id).toContain(recordClass);
    }
  });
});
