import { describe, expect, it } from 'vitest';
import { lawOf } from '../../../domain/clearance/law.ts';
import type { ClearancePolicy, Rule } from '../../../domain/clearance/policy.ts';
import {
  adult,
  blocking,
  type Case,
  decide,
  grant,
  guardian,
  licence,
  now,
  onTreatment,
  policy,
  problems,
  aged,
} from './fixtures.ts';

const withRules = (...rules: Rule[]): ClearancePolicy => ({ ...policy, rules: [...policy.rules, ...rules] });
const base = { jurisdiction: 'US-CA', source: 'an example', effectiveFrom: '2020-01-01' };
const treatmentRule = (given: Case) =>
  decide(given).checks.find(({ about }) => about === 'telehealth-treatment')?.rule;

describe('the law of a place', () => {
  it('is the strictest of its rules, and names the one that decided', () => {
    const rules = withRules(
      { ...base, id: 'r6', kind: 'renewal', everyMonths: 6 },
      { ...base, id: 'r12', kind: 'renewal', everyMonths: 12 },
      { ...base, id: 'm18', kind: 'majority', age: 18 },
      { ...base, id: 'signed', kind: 'method', methods: ['written', 'electronic'] },
    );
    const law = lawOf(rules, 'US-CA', undefined, '2027-03-01');
    expect(law).toMatchObject({
      known: true,
      renewalMonths: { value: 6, rule: 'r6' },
      majority: 'm18',
      methods: { value: ['written', 'electronic'], rule: 'signed' },
      eachSession: undefined,
      custody: undefined,
    });
    expect(law.selfConsent.map(({ id }) => id)).toEqual(['us-ca.minor']);
  });
  it('holds from its first day until the day before its last', () => {
    const rules = withRules({
      ...base,
      id: 'r',
      kind: 'renewal',
      everyMonths: 6,
      effectiveFrom: '2027-03-01',
      effectiveUntil: '2027-03-03',
    });
    const on = (day: string) => lawOf(rules, 'US-CA', undefined, day).renewalMonths?.rule;
    expect([on('2027-02-28'), on('2027-03-01'), on('2027-03-02'), on('2027-03-03')]).toEqual([
      undefined,
      'r',
      'r',
      undefined,
    ]);
  });
  it('of a country holds in its states, of a state nowhere else, and a payer’s only under its programme', () => {
    const law = (place: string, program?: string) => lawOf(policy, place, program, '2027-03-01');
    expect(law('US-CA', 'medicare-ctbs').renewalMonths).toEqual({
      value: 12,
      rule: 'us.medicare-ctbs.renewal',
    });
    expect(law('US-CA', 'another-payer').renewalMonths).toBeUndefined();
    expect(law('US-CA').renewalMonths).toBeUndefined();
    expect(law('US-CA').custody).toBeUndefined();
    expect(law('US-TX').custody).toBe('us-tx.custody');
    const country = withRules({ ...base, id: 'u', jurisdiction: 'U', kind: 'custody' });
    expect(lawOf(country, 'US-CA', undefined, '2027-03-01').custody).toBeUndefined();
  });
  it('of other places does not hold in one that nobody has reviewed: it blocks, and asks a person', () => {
    const law = lawOf(policy, 'US-ZZ', undefined, '2027-03-01');
    expect(law).toMatchObject({
      known: false,
      majority: 'vigil.majority',
      custody: undefined,
      selfConsent: [],
    });
    expect(law.methods.value).toEqual(['written', 'electronic', 'verbal']);
    const abroad = decide({ jurisdiction: 'US-ZZ' });
    expect(problems(abroad)).toEqual(['jurisdiction place-unlisted']);
    expect(abroad.decision).toBe('blocked');
    expect(onTreatment({ jurisdiction: 'US-ZZ', birthDate: aged(17) })).toBe('fail minor-cannot-consent');
    expect(
      onTreatment({ jurisdiction: 'US-ZZ', birthDate: aged(9), consents: { g: { grant: guardian() } } }),
    ).toBe('pass consent-in-force');
  });
});

describe('a consent that must be renewed', () => {
  const yearly = { ...policy, rules: [{ ...base, id: 'yearly', kind: 'renewal' as const, everyMonths: 12 }] };
  it('lasts a year to the millisecond, and the rule is named', () => {
    const given = (at: string): Case => ({ policy: yearly, consents: { one: { grant: grant({ at }) } } });
    expect(onTreatment(given('2026-03-01T18:00:00.001Z'))).toBe('pass consent-in-force');
    expect(onTreatment(given('2026-03-01T18:00:00.000Z'))).toBe('fail renewal-due');
    expect(treatmentRule(given('2026-03-01T18:00:00.000Z'))).toBe('yearly');
  });
});

describe('a consent for one session', () => {
  const each = { ...policy, rules: [{ ...base, id: 'each', kind: 'each-session' as const }] };
  it('covers that session and no other', () => {
    const of = (sessionId: string) => onTreatment({ consents: { one: { grant: grant({ sessionId }) } } });
    expect(of('session-1')).toBe('pass consent-in-force');
    expect(of('session-2')).toBe('fail consent-for-other-session');
  });
  it('is needed where the law asks again each time', () => {
    expect(onTreatment({ policy: each })).toBe('fail consent-for-other-session');
    expect(treatmentRule({ policy: each })).toBe('each');
    expect(
      onTreatment({ policy: each, consents: { one: { grant: grant({ sessionId: 'session-1' }) } } }),
    ).toBe('pass consent-in-force');
  });
});

describe('the reason that is told', () => {
  it('is the nearest to a no, whatever else is wrong', () => {
    const consents = {
      a: { grant: grant({ validUntil: '2027-02-01T00:00:00.000Z' }) },
      b: { grant: grant(), withdrawnAt: '2027-02-01T00:00:00.000Z' },
      c: { grant: grant({ documentVersion: '9' }) },
    };
    expect(onTreatment({ consents })).toBe('fail consent-withdrawn');
    const { b: _, ...rest } = consents;
    expect(onTreatment({ consents: rest })).toBe('fail document-unknown');
  });
  it('names of several consents the one with the smallest id', () => {
    const two = { b: { grant: grant() }, a: { grant: grant() }, c: { grant: grant() } };
    expect(decide({ consents: two }).checks[1]?.reliedOn).toBe('a');
  });
  it('comes with a remedy in words wherever a check did not pass, and only there', () => {
    const { checks } = decide({ consents: {}, licences: [], checkIn: 'none' });
    for (const { status, remedy } of checks) expect(remedy === undefined).toBe(status === 'pass');
    expect(checks.some(({ status }) => status === 'pass')).toBe(true);
  });
});

describe('what a kind of session requires', () => {
  it('a recording needs its own consent', () => {
    const recorded = { plan: { recorded: true } };
    expect(blocking(decide(recorded))).toEqual(['recording consent-missing']);
    expect(blocking(decide({ plan: { recorded: false } }))).toEqual([]);
    const consents = {
      one: { grant: grant() },
      two: { grant: grant({ scope: 'recording', documentId: 'recording-consent', documentVersion: '1' }) },
    };
    expect(blocking(decide({ ...recorded, consents }))).toEqual([]);
  });
  it('a group needs everybody’s word on confidentiality', () => {
    expect(blocking(decide({ plan: { kind: 'group' } }))).toEqual(['group-confidentiality consent-missing']);
  });
  it('what is only advised warns', () => {
    const clearance = decide({ consents: { one: { grant: grant() } } });
    expect(problems(clearance)).toEqual([
      'data-processing consent-missing',
      'emergency-contact-disclosure consent-missing',
    ]);
    expect(clearance.decision).toBe('cleared-with-warnings');
  });
  it('school staff who attend are named in the consent to disclosure', () => {
    const disclosure = (recipientIds?: string[]) => ({
      one: { grant: grant() },
      two: {
        grant: grant({
          scope: 'school-disclosure',
          documentId: 'school-disclosure-consent',
          documentVersion: '1',
          recipientIds,
        }),
      },
    });
    const school = (attendeeIds: string[], recipientIds?: string[]) =>
      blocking(
        decide({ plan: { kind: 'school' }, checkIn: { attendeeIds }, consents: disclosure(recipientIds) }),
      );
    expect(school([], [])).toEqual([]);
    expect(school(['staff-4'], ['staff-4', 'staff-5'])).toEqual([]);
    expect(school(['staff-4', 'staff-9'], ['staff-4'])).toEqual(['school-recipients recipient-not-named']);
    expect(school(['staff-4'])).toEqual(['school-recipients recipient-not-named']);
    const named = decide({
      plan: { kind: 'school' },
      checkIn: { attendeeIds: ['staff-4'] },
      consents: disclosure(['staff-4']),
    });
    expect(named.checks).toContainEqual({
      check: 'school-recipients',
      status: 'pass',
      reason: 'recipients-named',
    });
  });
});

describe('the check-in', () => {
  it.each([
    [{ privatePlace: false }, 'private-place place-not-private'],
    [{ identityConfirmed: undefined }, 'identity identity-not-confirmed'],
    [{ connection: 'public-network' as const }, 'connection connection-public'],
    [{ connection: undefined }, 'connection connection-unknown'],
    [{ fallbackChannel: 'none' as const }, 'fallback-channel fallback-not-agreed'],
    [{ fallbackChannel: undefined }, 'fallback-channel fallback-not-agreed'],
    [{ emergencyContactReachable: false }, 'emergency-contact emergency-contact-not-confirmed'],
    [{ boundariesAgreed: false }, 'boundaries boundaries-not-agreed'],
  ])('%j warns by default', (checkIn, problem) => {
    expect(problems(decide({ checkIn }))).toEqual([problem]);
  });
  it('passes each answer by its own reason', () => {
    const reasons = decide()
      .checks.slice(-7)
      .map(({ reason }) => reason);
    expect(reasons).toEqual([
      'location-confirmed',
      'place-private',
      'identity-confirmed',
      'connection-private',
      'fallback-agreed',
      'emergency-contact-confirmed',
      'boundaries-agreed',
    ]);
  });
  it('takes mobile data for private enough', () => {
    expect(problems(decide({ checkIn: { connection: 'mobile-network' } }))).toEqual([]);
  });
  it('of a school blocks outside the room that is set aside', () => {
    const clearance = decide({ plan: { kind: 'school' }, checkIn: { designatedArea: undefined } });
    expect(blocking(clearance)).toContain('designated-area area-not-designated');
    const inside = decide({ plan: { kind: 'school' } });
    expect(inside.checks.map(({ reason }) => reason)).toContain('area-designated');
  });
  it('that never came blocks, and answers no question with yes', () => {
    const clearance = decide({ checkIn: 'none' });
    expect(blocking(clearance)).toEqual(
      expect.arrayContaining(['location location-unknown', 'licence location-unknown']),
    );
    expect(problems(clearance)).toEqual(
      expect.arrayContaining(['private-place place-not-private', 'connection connection-unknown']),
    );
  });
});

describe('the licence', () => {
  const having = (...licences: ReturnType<typeof licence>[]) => decide({ birthDate: adult, licences });
  it.each([
    ['has run out', { validUntil: now }, 'licence-out-of-date'],
    ['has not begun', { validFrom: '2027-03-01T18:00:00.001Z' }, 'licence-out-of-date'],
    ['is suspended', { standing: 'suspended' as const }, 'licence-suspended'],
    ['is revoked', { standing: 'revoked' as const }, 'licence-suspended'],
  ])('that %s blocks', (_, changes, reason) => {
    expect(blocking(having(licence(changes)))).toEqual([`licence ${reason}`]);
  });
  it('holds from its first to its last millisecond, and its number is named', () => {
    const clearance = having(licence({ validFrom: now, validUntil: '2027-03-01T18:00:00.001Z' }));
    expect(clearance.checks).toContainEqual({
      check: 'licence',
      status: 'pass',
      reason: 'licence-in-date',
      reliedOn: 'PSY-00000',
    });
    expect(clearance.checks).toContainEqual({
      check: 'discipline',
      status: 'pass',
      reason: 'standing-good',
      reliedOn: 'PSY-00000',
    });
    expect(having(licence({ number: undefined })).checks).toContainEqual({
      check: 'licence',
      status: 'pass',
      reason: 'licence-in-date',
      reliedOn: 'clinician-1',
    });
  });
  it.each(['probation', 'restricted'] as const)('under %s warns', (standing) => {
    expect(problems(having(licence({ standing })))).toEqual(['discipline licence-restricted']);
  });
  it('of several the one without restriction counts, whatever the order', () => {
    const limited = licence({ number: 'A', standing: 'probation' });
    const free = licence({ number: 'B' });
    const other = licence({ number: 'C' });
    for (const licences of [
      [limited, free, other],
      [other, free, limited],
      [free, other, limited],
    ])
      expect(having(...licences).checks).toContainEqual({
        check: 'licence',
        status: 'pass',
        reason: 'licence-in-date',
        reliedOn: 'B',
      });
    expect(problems(having(licence({ standing: 'suspended' }), free))).toEqual([]);
  });
  it('taken away here is not got round by a compact', () => {
    const clearance = decide({
      jurisdiction: 'US-PA',
      licences: [
        licence({ jurisdiction: 'US-PA', standing: 'suspended' }),
        licence({ jurisdiction: 'US-TX' }),
      ],
      checkIn: { clinicianJurisdiction: 'US-TX' },
      clinician: {
        privileges: [
          {
            compact: 'psypact',
            privilege: 'apit',
            homeJurisdiction: 'US-TX',
            validFrom: '2025-01-01T00:00:00.000Z',
            validUntil: '2028-01-01T00:00:00.000Z',
          },
        ],
      },
    });
    expect(blocking(clearance)).toEqual(['licence licence-suspended']);
  });
  it('training that is missing or has run out warns', () => {
    expect(problems(decide({ clinician: { telehealthTrainingUntil: undefined } }))).toEqual([
      'training training-missing',
    ]);
    expect(problems(decide({ clinician: { telehealthTrainingUntil: now } }))).toEqual([
      'training training-expired',
    ]);
    expect(decide().checks).toContainEqual({ check: 'training', status: 'pass', reason: 'training-in-date' });
  });
});

describe('a compact', () => {
  const privilege = {
    compact: 'psypact',
    privilege: 'apit',
    homeJurisdiction: 'US-TX',
    validFrom: '2025-01-01T00:00:00.000Z',
    validUntil: '2028-01-01T00:00:00.000Z',
  };
  const abroad = (given: Case) =>
    decide({
      jurisdiction: 'US-PA',
      checkIn: { clinicianJurisdiction: 'US-TX' },
      clinician: { privileges: [privilege] },
      licences: [licence({ jurisdiction: 'US-TX' })],
      ...given,
    });
  it.each([
    [
      'a home licence that is out of date',
      { licences: [licence({ jurisdiction: 'US-TX', validUntil: now })] },
    ],
    [
      'a home licence that is suspended',
      { licences: [licence({ jurisdiction: 'US-TX', standing: 'revoked' as const })] },
    ],
    ['another profession', { licences: [licence({ jurisdiction: 'US-TX', licenceType: 'counsellor' })] }],
    ['a home outside the compact', { licences: [licence({ jurisdiction: 'US-NY' })] }],
    ['a client outside the compact', { checkIn: { jurisdiction: 'US-NY', clinicianJurisdiction: 'US-TX' } }],
    [
      'a compact not yet in effect',
      {
        policy: {
          ...policy,
          compacts: policy.compacts.map((each) => ({ ...each, effectiveFrom: '2027-03-02' })),
        },
      },
    ],
  ])('does not help with %s', (_, given: Case) => {
    expect(blocking(abroad(given))).toEqual(['licence licence-not-in-jurisdiction']);
  });
  it('takes effect on its first day', () => {
    const today = {
      ...policy,
      compacts: policy.compacts.map((each) => ({ ...each, effectiveFrom: '2027-03-01' })),
    };
    expect(blocking(abroad({ policy: today }))).toEqual([]);
  });
  it('covers where the licence here has run out, too', () => {
    const expired = licence({ jurisdiction: 'US-PA', validUntil: now });
    expect(blocking(abroad({ licences: [expired, licence({ jurisdiction: 'US-TX' })] }))).toEqual([]);
    expect(blocking(abroad({ licences: [expired], clinician: {} }))).toEqual(['licence licence-out-of-date']);
  });
  it('covers through any home that fits, and else tells the same reason whatever the order', () => {
    const homes = [licence({ jurisdiction: 'US-TX' }), licence({ jurisdiction: 'US-FL' })];
    expect(blocking(abroad({ licences: homes }))).toEqual([]);
    expect(blocking(abroad({ licences: [...homes].reverse() }))).toEqual([]);
    const away = { checkIn: { clinicianJurisdiction: 'US-AZ' } };
    const told = blocking(abroad({ ...away, licences: homes }));
    expect(told).toEqual(['licence compact-clinician-away']);
    const { checks } = decide({ ...away, licences: homes, jurisdiction: 'US-PA' });
    expect(checks.find(({ check }) => check === 'licence')).toHaveProperty('rule');
    expect(blocking(abroad({ ...away, licences: [...homes].reverse() }))).toEqual(told);
  });
});
