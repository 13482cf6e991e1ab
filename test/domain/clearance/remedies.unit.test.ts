import { describe, expect, test } from 'vitest';
import { mayStart } from '../../../domain/clearance/break-glass.ts';
import type { Consent, Grant } from '../../../domain/clearance/consent.ts';
import { decideClearance } from '../../../domain/clearance/decide-clearance.ts';
import type { ClearancePolicy, Rule, SelfConsentRule, Severity } from '../../../domain/clearance/policy.ts';
import {
  allRemedies,
  checkRemedies,
  type FailedReason,
  remedyOf,
} from '../../../domain/clearance/remedies.ts';
import {
  aged,
  type Case,
  denial,
  grant,
  guardian,
  licence,
  now,
  partiesOf,
  policy,
  sessionOf,
} from './fixtures.ts';

/** Everything that a tenant may make block does. */
const block: Severity = 'block';
const strict: ClearancePolicy = {
  ...policy,
  training: block,
  assent: { ...policy.assent, ifMissing: block, ifRefused: block },
  sessionKinds: Object.fromEntries(
    Object.entries(policy.sessionKinds).map(([kind, { scopes, checkIn }]) => [
      kind,
      {
        scopes: scopes.filter(({ ifMissing }) => ifMissing === 'block'),
        checkIn: Object.fromEntries(Object.keys(checkIn).map((check) => [check, block])),
      },
    ]),
  ) as unknown as ClearancePolicy['sessionKinds'],
};

type Given = Case & { readonly unregistered?: 'client' | 'clinician' };

const decide = (given: Given) => {
  const { client, clinician, birthDate } = partiesOf(given);
  const { registered: _, ...unknownClient } = client;
  const parties = {
    birthDate,
    client: given.unregistered === 'client' ? unknownClient : client,
    clinician: given.unregistered === 'clinician' ? undefined : clinician,
  };
  const session = sessionOf(given);
  const clearance = decideClearance(session, parties, given.policy ?? strict, given.now ?? now);
  const reasons = clearance.checks.filter(({ status }) => status === 'fail').map(({ reason }) => reason);
  return { mayStart: mayStart({ ...session, clearance }), reasons };
};

const treatment = (changes: Partial<Grant> | Consent = {}): Pick<Case, 'consents'> => ({
  consents: {
    c: 'grant' in changes || 'withdrawnAt' in changes ? changes : { grant: grant(changes as Partial<Grant>) },
  },
});
const byGuardian = (changes: Partial<Grant> = {}): Pick<Case, 'consents' | 'client'> => ({
  consents: { c: { grant: guardian(changes) } },
  client: { assent: { at: now, eventId: 'a1', outcome: 'given' } },
});
const ruleOf = <K extends Rule['kind']>(
  kind: K,
  fits: (rule: Extract<Rule, { kind: K }>) => boolean = () => true,
) => {
  const rule = policy.rules.find(
    (each): each is Extract<Rule, { kind: K }> =>
      each.kind === kind && each.jurisdiction !== '*' && fits(each as Extract<Rule, { kind: K }>),
  );
  if (rule === undefined) throw new Error(`the policy has no ${kind} rule that fits`);
  return rule;
};
const alone = (fits: (rule: SelfConsentRule) => boolean) => {
  const rule = ruleOf('self-consent', fits);
  return {
    rule,
    given: {
      jurisdiction: rule.jurisdiction,
      birthDate: aged(rule.fromAge),
      plan: { plannedMinutes: Math.min(rule.maxMinutes ?? 45, 45) },
      ...treatment({ conditions: rule.conditions }),
    },
  };
};
const timed = alone(({ maxMinutes }) => maxMinutes !== undefined);
const conditional = alone(({ conditions }) => conditions.length > 0);
const counted = alone(({ maxSessions }) => maxSessions !== undefined);
const weekly = {
  ...strict,
  rules: strict.rules.map((rule) => (rule === timed.rule ? { ...rule, maxPerWeek: 1 } : rule)),
};
const held = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    sessionId: `other-${index}`,
    at: '2027-03-01T08:00:00.000Z',
  }));
const renewed = ruleOf('renewal');
const signedOnly = ruleOf('method', ({ methods }) => !methods.includes('verbal'));
const custody = ruleOf('custody');
const apit = {
  compact: 'psypact',
  privilege: 'apit',
  homeJurisdiction: 'US-AZ',
  validFrom: '2020-01-01T00:00:00.000Z',
  validUntil: '2030-01-01T00:00:00.000Z',
};
const compact: Case = { jurisdiction: 'US-TX', licences: [licence({ jurisdiction: 'US-AZ' })] };
const school: Case = {
  plan: { kind: 'school' },
  consents: {
    c: { grant: grant() },
    s: {
      grant: grant({
        scope: 'school-disclosure',
        documentId: 'school-disclosure-consent',
        documentVersion: '1',
        method: 'written',
        recipientIds: ['staff-4'],
      }),
    },
  },
};
const shortForm: ClearancePolicy = {
  ...strict,
  documents: [
    ...strict.documents,
    {
      documentId: 'short-form',
      versions: [{ version: '1', effectiveFrom: '2024-01-01', change: 'material', covers: [] }],
    },
  ],
};

const reviewed = (outcome: 'permitted' | 'not-permitted'): Given => ({
  jurisdiction: 'CA-MB',
  client: {
    reviews: [
      {
        at: '2027-02-20T09:00:00.000Z',
        eventId: 'urn:example|v1',
        question: 'place-unlisted',
        place: 'CA-MB',
        outcome,
        reviewerId: 'staff-compliance-1',
        reason: 'counsel-advised',
        until: '2027-06-01T00:00:00.000Z',
      },
    ],
  },
});

/** A session that is blocked for the reason, and the same after what the remedy says was done. */
const walks: Readonly<Record<string, readonly [blocked: Given, after?: Given]>> = {
  'client-unknown': [{ unregistered: 'client' }, {}],
  'consent-missing': [{ consents: {} }, treatment()],
  'consent-incomplete': [
    treatment({ withdrawnAt: '2027-02-01T00:00:00.000Z' }),
    treatment({ at: '2027-02-02T00:00:00.000Z' }),
  ],
  'consent-unreadable': [treatment({ validFrom: 'yesterday' }), treatment()],
  'consent-denied': [
    { ...treatment({ at: '2027-01-02T00:00:00.000Z' }), denials: { no: denial() } },
    { ...treatment({ at: '2027-02-01T00:00:00.000Z' }), denials: { no: denial() } },
  ],
  'consent-withdrawn': [
    treatment({ grant: grant(), withdrawnAt: '2027-02-01T00:00:00.000Z' }),
    treatment({ at: '2027-02-02T00:00:00.000Z' }),
  ],
  'consent-expired': [treatment({ validUntil: '2027-02-01T00:00:00.000Z' }), treatment()],
  'consent-not-yet-valid': [treatment({ validFrom: '2027-04-01T00:00:00.000Z' }), treatment()],
  'consent-for-other-session': [treatment({ sessionId: 'session-0' }), treatment({ sessionId: 'session-1' })],
  'consent-for-others': [treatment({ actorIds: ['clinician-9'] }), treatment({ actorIds: ['clinician-1'] })],
  'renewal-due': [
    {
      plan: { program: renewed.program },
      ...treatment({ at: '2020-01-01T00:00:00.000Z', method: 'written' }),
    },
    {
      plan: { program: renewed.program },
      ...treatment({ method: 'written' }),
    },
  ],
  'document-unknown': [treatment({ documentId: 'my-own-form' }), treatment()],
  'document-superseded': [treatment({ documentVersion: '1' }), treatment()],
  'document-incomplete': [
    { policy: shortForm, ...treatment({ documentId: 'short-form', documentVersion: '1' }) },
    { policy: shortForm, ...treatment() },
  ],
  'method-not-accepted': [
    {
      jurisdiction: signedOnly.jurisdiction,
      plan: { program: signedOnly.program },
      ...treatment({ method: 'verbal' }),
    },
    {
      jurisdiction: signedOnly.jurisdiction,
      plan: { program: signedOnly.program },
      ...treatment({ method: 'written' }),
    },
  ],
  'verbal-undocumented': [
    treatment({ method: 'verbal' }),
    treatment({ method: 'verbal', documentedBy: 'clinician-1' }),
  ],
  'age-unknown': [{ birthDate: { status: 'unknown' } }, {}],
  'age-unreadable': [{ birthDate: { status: 'unreadable' } }, {}],
  'client-of-age': [byGuardian(), treatment()],
  'guardian-basis-missing': [
    { birthDate: aged(10), ...byGuardian({ basis: undefined }) },
    { birthDate: aged(10), ...byGuardian() },
  ],
  'custody-order-missing': [
    { jurisdiction: custody.jurisdiction, birthDate: aged(10), ...byGuardian({ method: 'written' }) },
    {
      jurisdiction: custody.jurisdiction,
      birthDate: aged(10),
      ...byGuardian({ method: 'written', custody: 'no-order' }),
    },
  ],
  'order-missing': [
    treatment({ grantor: 'court' }),
    {
      ...treatment({ grantor: 'court', orderId: 'order-1' }),
      client: { assent: { at: now, eventId: 'a1', outcome: 'given' } },
    },
  ],
  'minor-cannot-consent': [
    { birthDate: aged(10), ...treatment() },
    { birthDate: aged(10), ...byGuardian() },
  ],
  'consent-from-minor': [
    { birthDate: { status: 'known', date: '2009-02-01' }, jurisdiction: 'US-NY', ...treatment() },
    {
      birthDate: { status: 'known', date: '2009-02-01' },
      jurisdiction: 'US-NY',
      ...treatment({ at: '2027-02-15T12:00:00.000Z' }),
    },
  ],
  'condition-not-attested': [{ ...conditional.given, ...treatment() }, conditional.given],
  'session-length-unknown': [{ ...timed.given, plan: {} }, timed.given],
  'session-too-long': [{ ...timed.given, plan: { plannedMinutes: 600 } }, timed.given],
  'sessions-used-up': [
    { ...counted.given, client: { selfConsented: held(100) } },
    { ...counted.given, ...byGuardian() },
  ],
  'visits-used-up': [
    { ...timed.given, policy: weekly, client: { selfConsented: held(1) } },
    { ...timed.given, policy: weekly, ...byGuardian() },
  ],
  'assent-missing': [
    { birthDate: aged(10), ...byGuardian(), client: {} },
    { birthDate: aged(10), ...byGuardian() },
  ],
  'assent-refused': [
    {
      birthDate: aged(10),
      ...byGuardian(),
      client: { assent: { at: now, eventId: 'a0', outcome: 'refused' } },
    },
    { birthDate: aged(10), ...byGuardian() },
  ],
  'clinician-unknown': [{ unregistered: 'clinician' }, {}],
  'licence-not-in-jurisdiction': [{ licences: [] }, {}],
  'licence-out-of-date': [{ licences: [licence({ validUntil: '2027-01-01T00:00:00.000Z' })] }, {}],
  'licence-suspended': [{ licences: [licence({ standing: 'suspended' })] }, {}],
  'compact-privilege-missing': [
    compact,
    { ...compact, clinician: { privileges: [apit] }, checkIn: { clinicianJurisdiction: 'US-AZ' } },
  ],
  'compact-clinician-away': [
    { ...compact, clinician: { privileges: [apit] }, checkIn: { clinicianJurisdiction: 'US-NV' } },
    { ...compact, clinician: { privileges: [apit] }, checkIn: { clinicianJurisdiction: 'US-AZ' } },
  ],
  'compact-place-unknown': [
    { ...compact, clinician: { privileges: [apit] } },
    { ...compact, clinician: { privileges: [apit] }, checkIn: { clinicianJurisdiction: 'US-AZ' } },
  ],
  'training-missing': [{ clinician: { telehealthTrainingUntil: undefined } }, {}],
  'training-expired': [{ clinician: { telehealthTrainingUntil: '2027-01-01T00:00:00.000Z' } }, {}],
  'location-unknown': [{ checkIn: 'none' }, {}],
  'check-in-outdated': [{ checkIn: { at: '2027-02-27T08:00:00.000Z' } }, {}],
  'place-unlisted': [{ jurisdiction: 'CA-MB' }, reviewed('permitted')],
  'place-not-permitted': [reviewed('not-permitted'), {}],
  'minor-consent-unsettled': [
    { jurisdiction: 'US-NY', birthDate: aged(15), ...treatment() },
    { jurisdiction: 'US-NY', birthDate: aged(15), ...byGuardian() },
  ],
  'recipient-not-named': [
    { ...school, checkIn: { attendeeIds: ['staff-5'] } },
    { ...school, checkIn: { attendeeIds: ['staff-4'] } },
  ],
  'place-not-private': [{ checkIn: { privatePlace: false } }, {}],
  'identity-not-confirmed': [{ checkIn: { identityConfirmed: false } }, {}],
  'connection-public': [{ checkIn: { connection: 'public-network' } }, {}],
  'connection-unknown': [{ checkIn: { connection: undefined } }, {}],
  'fallback-not-agreed': [{ checkIn: { fallbackChannel: 'none' } }, {}],
  'emergency-contact-not-confirmed': [{ checkIn: { emergencyContactReachable: false } }, {}],
  'boundaries-not-agreed': [{ checkIn: { boundariesAgreed: false } }, {}],
  'area-not-designated': [{ ...school, checkIn: { designatedArea: false } }, school],
};

/** Reasons that never block: the session starts, with a warning. */
const onlyWarn: readonly FailedReason[] = ['licence-restricted'];

describe('every reason for which a session may not start', () => {
  const reasons = (Object.keys(checkRemedies) as FailedReason[]).filter(
    (reason) => !onlyWarn.includes(reason),
  );

  test.each(reasons)('%s: what the remedy says lets it start, or it says why nothing does', (reason) => {
    const [blocked, after] = walks[reason] ?? [];
    if (blocked === undefined) throw new Error(`nobody has walked ${reason}`);
    const before = decide(blocked);
    expect(before.mayStart).toBe(false);
    expect(before.reasons).toContain(reason);
    const remedy = remedyOf(reason);
    if (remedy?.notPossible !== undefined) {
      expect(after).toBeUndefined();
      return;
    }
    if (after === undefined) throw new Error(`${reason} must lead to a session that may start`);
    const old = blocked.consents?.['c'];
    const consented = after.consents?.['c'];
    if (old === undefined || consented === undefined || blocked.consents === after.consents)
      return expect(decide(after)).toEqual({ mayStart: true, reasons: [] });
    // Under the id of the old consent, what was withdrawn stays withdrawn; under a new one, the old one stays beside it.
    const sameId = { ...after, consents: { ...after.consents, c: { ...old, ...consented } } };
    const newId = { ...after, consents: { ...after.consents, c: old, d: consented } };
    if (remedy?.newId === 'consentId') {
      expect(decide(sameId).mayStart).toBe(false);
      expect(decide(newId)).toEqual({ mayStart: true, reasons: [] });
    } else expect(decide(sameId)).toEqual({ mayStart: true, reasons: [] });
  });

  test.each(onlyWarn)('%s only warns', (reason) => {
    const { mayStart: may } = decide({ licences: [licence({ standing: 'probation' })] });
    expect([reason, may]).toEqual(['licence-restricted', true]);
  });

  test('has a remedy in English and Spanish that names who acts, without codes', () => {
    for (const reason of Object.keys(checkRemedies)) expect(remedyOf(reason), reason).toBeDefined();
    const all = Object.values(allRemedies);
    for (const { en, es } of all) {
      expect(en).not.toBe(es);
      expect(`${en} ${es}`).not.toMatch(/[a-z]+-[a-z]+-[a-z]+|[a-z][A-Z]|policy\.json/);
      expect(Math.max(en.length, es.length)).toBeLessThan(180);
    }
    expect(new Set(all.map(({ en }) => en)).size).toBe(all.length);
    expect(remedyOf('constructor')).toBeUndefined();
  });
});
