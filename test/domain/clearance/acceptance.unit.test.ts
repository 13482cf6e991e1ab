import { describe, expect, it, test } from 'vitest';
import { breakGlass, mayStart, reviewBreakGlass } from '../../../domain/clearance/break-glass.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import { decideClearance } from '../../../domain/clearance/decide-clearance.ts';
import {
  aged,
  blocking,
  decide,
  denial,
  grant,
  guardian,
  licence,
  now,
  onTreatment,
  partiesOf,
  policy,
  problems,
  sessionOf,
} from './fixtures.ts';

/** The acceptance cases on consent, each named by what it says. */
describe('1. an active consent, in its period, with a matching scope', () => {
  it('permits, with reasons, and names the consent', () => {
    const clearance = decide();
    expect(clearance.decision).toBe('cleared');
    expect(problems(clearance)).toEqual([]);
    expect(clearance.policyVersion).toBe('2026-11');
    expect(clearance.checks[1]).toEqual({
      check: 'consent',
      about: 'telehealth-treatment',
      status: 'pass',
      reason: 'consent-in-force',
      reliedOn: 'treatment',
    });
    expect(clearance.checks.map(({ check }) => check)).toEqual([
      'jurisdiction',
      'consent',
      'consent',
      'consent',
      'licence',
      'discipline',
      'training',
      'location',
      'private-place',
      'identity',
      'connection',
      'fallback-channel',
      'emergency-contact',
      'boundaries',
    ]);
  });
});

describe('2. no consent that holds blocks the session', () => {
  test.each([
    ['expired', { grant: grant({ validUntil: now }) }, 'consent-expired'],
    ['not yet valid', { grant: grant({ validFrom: '2027-03-01T18:00:00.001Z' }) }, 'consent-not-yet-valid'],
    ['withdrawn', { grant: grant(), withdrawnAt: '2027-02-01T00:00:00.000Z' }, 'consent-withdrawn'],
    ['of another scope', { grant: grant({ scope: 'recording' }) }, 'consent-missing'],
    [
      'a withdrawal whose grant never came',
      { withdrawnAt: '2027-02-01T00:00:00.000Z' },
      'consent-incomplete',
    ],
  ])('%s', (_, consent, reason) => {
    const clearance = decide({ consents: { one: consent } });
    expect(clearance.decision).toBe('blocked');
    expect(blocking(clearance)).toEqual([`telehealth-treatment ${reason}`]);
  });

  it('holds up to its last millisecond and from its first', () => {
    const consents = { one: { grant: grant({ validFrom: now, validUntil: '2027-03-01T18:00:00.001Z' }) } };
    expect(onTreatment({ consents })).toBe('pass consent-in-force');
  });

  it('is withdrawn at once even where the sender’s clock runs ahead', () => {
    const consents = { one: { grant: grant(), withdrawnAt: '2027-03-01T19:00:00.000Z' } };
    expect(onTreatment({ consents })).toBe('fail consent-withdrawn');
  });
});

describe('3. one of two actor identifiers barred', () => {
  const consents = { one: { grant: grant() } };
  const clinician = { otherIds: ['npi-1'] };
  it.each(['npi-1', 'clinician-1'])('denies, when it is %s', (barred) => {
    const denials = { no: denial({ actorIds: ['somebody-else', barred] }) };
    expect(onTreatment({ consents, denials, clinician })).toBe('fail consent-denied');
  });
  it('does not deny another clinician', () => {
    const denials = { no: denial({ actorIds: ['clinician-2'] }) };
    expect(onTreatment({ consents, denials, clinician })).toBe('pass consent-in-force');
  });
  it('a consent that names other clinicians does not cover this one', () => {
    const others = { one: { grant: grant({ actorIds: ['clinician-2'] }) } };
    expect(onTreatment({ consents: others, clinician })).toBe('fail consent-for-others');
    const named = { one: { grant: grant({ actorIds: ['clinician-2', 'npi-1'] }) } };
    expect(onTreatment({ consents: named, clinician })).toBe('pass consent-in-force');
  });
});

describe('4. permit and deny of the same date', () => {
  const yes = { grant: grant() };
  it.each([
    ['permit first', { a: yes }, { z: denial() }],
    ['deny first', { z: yes }, { a: denial() }],
  ])('deny, whichever came first: %s', (_, consents, denials) => {
    expect(onTreatment({ consents, denials })).toBe('fail consent-denied');
  });
  it('an older permit is denied, a newer one stands', () => {
    const older = { a: { grant: grant({ at: '2027-01-05T08:59:59.999Z' }) } };
    const newer = { a: { grant: grant({ at: '2027-01-05T09:00:00.001Z' }) } };
    expect(onTreatment({ consents: older, denials: { z: denial() } })).toBe('fail consent-denied');
    expect(onTreatment({ consents: newer, denials: { z: denial() } })).toBe('pass consent-in-force');
  });
  it('a denial alone denies; one that has ended, or of another scope, does not', () => {
    expect(onTreatment({ consents: {}, denials: { z: denial() } })).toBe('fail consent-denied');
    const ended = { z: denial({ validUntil: now }) };
    expect(onTreatment({ consents: { a: yes }, denials: ended })).toBe('pass consent-in-force');
    const lasting = { z: denial({ validUntil: '2027-03-01T18:00:00.001Z' }) };
    expect(onTreatment({ consents: { a: yes }, denials: lasting })).toBe('fail consent-denied');
    const other = { z: denial({ scope: 'recording' }) };
    expect(onTreatment({ consents: { a: yes }, denials: other })).toBe('pass consent-in-force');
  });
});

describe('5. a consent that is malformed or undated, or a store that does not answer', () => {
  const good = { grant: grant() };
  const broken = (changes: object) => ({ grant: { ...grant(), ...changes } });
  it.each([
    ['undated', broken({ at: undefined })],
    ['without a beginning', broken({ validFrom: undefined })],
    ['with a beginning that is no date', broken({ validFrom: 'tomorrow' })],
    ['with words before its date', broken({ validFrom: 'from 2027-01-05T09:00:00.000Z' })],
    ['with words after its date', broken({ validFrom: '2027-01-05T09:00:00.000Z or so' })],
    ['with an end that is no date', broken({ validUntil: 20270301 })],
    ['withdrawn at no time', { grant: grant(), withdrawnAt: 'yes' }],
  ])('blocks, although another consent is good: %s', (_, bad) => {
    expect(onTreatment({ consents: { good, bad } })).toBe('fail consent-unreadable');
  });
  it.each([
    ['undated', { ...denial(), at: '' }],
    ['with an end that is no date', { ...denial(), validUntil: 'soon' }],
  ])('a denial that is %s blocks', (_, bad) => {
    expect(onTreatment({ consents: { good }, denials: { bad } })).toBe('fail consent-unreadable');
  });
  it.each([
    ['unreadable', 'age-unreadable'],
    ['unknown', 'age-unknown'],
  ] as const)('a birth date that is %s blocks', (status, reason) => {
    expect(onTreatment({ birthDate: { status } })).toBe(`fail ${reason}`);
  });
  it('a client or clinician of whom nothing is known blocks', () => {
    const nobody = { client: undefined, clinician: undefined, birthDate: { status: 'unknown' } } as const;
    const clearance = decideClearance(sessionOf(), nobody, policy, now);
    expect(blocking(clearance)).toEqual([
      'jurisdiction client-unknown',
      'telehealth-treatment consent-missing',
      'licence clinician-unknown',
    ]);
  });
});

describe('7. revoked in mid-session', () => {
  const running = () => {
    const started = { ...sessionOf(), startedAt: now };
    return reviewSession(started, partiesOf(), policy, now).state;
  };
  it('is a fact that says what to stop and how soon, before the block', () => {
    const withdrawn = partiesOf({
      consents: { treatment: { grant: grant(), withdrawnAt: now } },
    });
    const { state, facts } = reviewSession(running(), withdrawn, policy, now);
    expect(facts.map(({ type }) => type)).toEqual(['session.consent-revoked.v1', 'session.blocked.v1']);
    expect(facts[0]?.data).toEqual({
      sessionId: 'session-1',
      clientId: 'client-1',
      scopes: ['telehealth-treatment'],
      action: 'wind-down',
      withinSeconds: 300,
    });
    expect(reviewSession(state, withdrawn, policy, now).facts).toEqual([]);
  });
  it('so is a denial', () => {
    const denied = partiesOf({ denials: { no: denial({ at: now }) } });
    const { facts } = reviewSession(running(), denied, policy, now);
    expect(facts[0]).toMatchObject({ data: { scopes: ['telehealth-treatment'] } });
  });
  it('what was not relied on, or merely ran out, is not revoked', () => {
    const expired = partiesOf({ consents: { treatment: { grant: grant({ validUntil: now }) } } });
    expect(reviewSession(running(), expired, policy, now).facts.map(({ type }) => type)).toEqual([
      'session.blocked.v1',
    ]);
  });
  it('before the start it only blocks', () => {
    const checkedIn = reviewSession(sessionOf(), partiesOf(), policy, now).state;
    const withdrawn = partiesOf({ consents: { treatment: { grant: grant(), withdrawnAt: now } } });
    expect(reviewSession(checkedIn, withdrawn, policy, now).facts.map(({ type }) => type)).toEqual([
      'session.blocked.v1',
    ]);
  });
});

describe('8. a new version of the document', () => {
  const documents = (change: 'material' | 'cosmetic', effectiveFrom = '2027-03-01') => [
    {
      documentId: 'telehealth-consent',
      versions: [
        {
          version: '2',
          effectiveFrom: '2026-01-01',
          change: 'material' as const,
          covers: policy.requiredCoverage['telehealth-treatment'] ?? [],
        },
        { version: '3', effectiveFrom, change, covers: [] },
      ],
    },
  ];
  it('material: signers of the old one must renew, from the day on which it takes effect', () => {
    expect(onTreatment({ policy: { ...policy, documents: documents('material') } })).toBe(
      'fail document-superseded',
    );
    const tomorrow = { ...policy, documents: documents('material', '2027-03-02') };
    expect(onTreatment({ policy: tomorrow })).toBe('pass consent-in-force');
  });
  it('cosmetic: they stay valid', () => {
    expect(onTreatment({ policy: { ...policy, documents: documents('cosmetic') } })).toBe(
      'pass consent-in-force',
    );
  });
  it('a document that is not known, or says too little, is no basis', () => {
    const of = (changes: object) => onTreatment({ consents: { one: { grant: grant(changes) } } });
    expect(of({ documentVersion: '9' })).toBe('fail document-unknown');
    expect(of({ documentId: 'other' })).toBe('fail document-unknown');
    expect(of({ documentId: 'school-disclosure-consent', documentVersion: '1' })).toBe(
      'fail document-incomplete',
    );
  });
});

describe('9. a child in Texas', () => {
  const texas = { jurisdiction: 'US-TX', birthDate: aged(12) };
  const client = { assent: { at: now, eventId: 'a', outcome: 'given' } } as const;
  const by = (given: Parameters<typeof guardian>[0]) =>
    onTreatment({ ...texas, client, consents: { one: { grant: guardian(given) } } });
  it('custody order missing: blocked', () => {
    expect(by({})).toBe('fail custody-order-missing');
    expect(by({ custody: 'order-on-file' })).toBe('fail custody-order-missing');
  });
  it('order on file, or none exists: permitted', () => {
    expect(by({ custody: 'no-order' })).toBe('pass consent-in-force');
    expect(by({ custody: 'order-on-file', orderId: 'order-1' })).toBe('pass consent-in-force');
  });
  it('counselling for a purpose that the statute names: permitted on the child’s own consent', () => {
    const own = (conditions: string[]) =>
      onTreatment({ ...texas, consents: { one: { grant: grant({ conditions }) } } });
    expect(own(['statutory-purpose'])).toBe('pass consent-in-force');
    expect(own([])).toBe('fail condition-not-attested');
  });
  it('unless a court order prohibits it', () => {
    const consents = { one: { grant: grant({ conditions: ['statutory-purpose'] }) } };
    const denials = { court: denial({ deniedBy: 'court' }) };
    expect(onTreatment({ ...texas, consents, denials })).toBe('fail consent-denied');
  });
  it('word of mouth is not enough in Texas, and in California only where somebody wrote it down', () => {
    const consents = { one: { grant: grant({ method: 'verbal', documentedBy: 'clinician-1' }) } };
    expect(onTreatment({ consents, jurisdiction: 'US-TX' })).toBe('fail method-not-accepted');
    expect(onTreatment({ consents })).toBe('pass consent-in-force');
    const undocumented = { one: { grant: grant({ method: 'verbal' }) } };
    expect(onTreatment({ consents: undocumented })).toBe('fail verbal-undocumented');
  });
});

describe('10. the guardian signed', () => {
  const signed = { birthDate: aged(9), consents: { one: { grant: guardian() } } };
  it('and the child refused: blocked by policy, with a reason of its own', () => {
    const client = { assent: { at: now, eventId: 'a', outcome: 'refused' } } as const;
    const clearance = decide({ ...signed, client });
    expect(blocking(clearance)).toEqual(['assent assent-refused']);
    const milder = { ...policy, assent: { ...policy.assent, ifRefused: 'warn' as const } };
    expect(blocking(decide({ ...signed, client, policy: milder }))).toEqual([]);
  });
  it('and nobody asked the child: a warning; a small child is not asked', () => {
    expect(problems(decide(signed))).toContain('assent assent-missing');
    expect(problems(decide({ ...signed, birthDate: aged(6) }))).not.toContain('assent assent-missing');
  });
  it('and the child agrees: cleared', () => {
    const client = { assent: { at: now, eventId: 'a', outcome: 'given' } } as const;
    expect(problems(decide({ ...signed, client }))).not.toContain('assent assent-missing');
    expect(decide({ ...signed, client }).checks.map(({ reason }) => reason)).toContain('assent-given');
  });
  it('an adult’s own consent asks for no assent', () => {
    expect(decide().checks.map(({ check }) => check)).not.toContain('assent');
  });
});

describe('11. the client reports where they are at the start', () => {
  const psypact = (changes: object = {}, privilege: object = {}) =>
    decide({
      jurisdiction: 'US-PA',
      licences: [licence({ jurisdiction: 'US-TX' })],
      checkIn: { clinicianJurisdiction: 'US-TX', ...changes },
      clinician: {
        privileges: [
          {
            compact: 'psypact',
            privilege: 'apit',
            homeJurisdiction: 'US-TX',
            validFrom: '2025-01-01T00:00:00.000Z',
            validUntil: '2028-01-01T00:00:00.000Z',
            ...privilege,
          },
        ],
      },
    });
  it('in a state without a licence: blocked', () => {
    expect(blocking(decide({ checkIn: { jurisdiction: 'US-NY' } }))).toEqual([
      'licence licence-not-in-jurisdiction',
    ]);
  });
  it('a PSYPACT psychologist at home may treat there', () => {
    const check = psypact().checks.find(({ check: name }) => name === 'licence');
    expect(check).toEqual({
      check: 'licence',
      status: 'pass',
      reason: 'compact-privilege',
      reliedOn: 'clinician-1',
      rule: 'psypact',
    });
  });
  it('a PSYPACT psychologist travelling outside the home state: blocked', () => {
    expect(blocking(psypact({ clinicianJurisdiction: 'US-FL' }))).toEqual(['licence compact-clinician-away']);
    expect(blocking(psypact({ clinicianJurisdiction: undefined }))).toEqual([
      'licence compact-place-unknown',
    ]);
  });
  it.each([
    ['of the visit in person (TAP)', { privilege: 'tap' }],
    ['of another compact', { compact: 'counseling-compact' }],
    ['of another home', { homeJurisdiction: 'US-PA' }],
    ['that has ended', { validUntil: now }],
    ['that has not begun', { validFrom: '2027-03-02T00:00:00.000Z' }],
  ])('a privilege %s does not cover it', (_, privilege) => {
    expect(blocking(psypact({}, privilege))).toEqual(['licence compact-privilege-missing']);
  });
});

describe('12. break-glass', () => {
  const blocked = () => reviewSession(sessionOf(), partiesOf({ consents: {} }), policy, now).state;
  const request = {
    at: now,
    eventId: 'urn:example|b1',
    by: 'clinician-1',
    nature: 'serious-and-imminent-threat',
    recipientId: 'clinician-1',
    reasonRecordId: 'rec-7',
  };
  it.each([
    ['recipient', { recipientId: undefined }, 'recipient-missing'],
    ['nature', { nature: undefined }, 'nature-missing'],
    ['reason', { reasonRecordId: undefined }, 'reason-missing'],
  ])('without %s is refused, and the refusal is on record', (_, changes, reason) => {
    expect(breakGlass(blocked(), { ...request, ...changes }, policy, now)).toEqual({
      outcome: 'refused',
      facts: [
        {
          type: 'session.break-glass-refused.v1',
          data: { sessionId: 'session-1', clientId: 'client-1', by: 'clinician-1', reason },
        },
      ],
    });
  });
  it('complete, is allowed and logged in one, and the clearance itself stays blocked', () => {
    expect(mayStart(blocked())).toBe(false);
    const outcome = breakGlass(blocked(), request, policy, now);
    if (outcome.outcome !== 'done') throw new Error(outcome.outcome);
    expect(mayStart(outcome.state)).toBe(true);
    expect(outcome.state.clearance?.decision).toBe('blocked');
    expect(outcome.facts).toEqual([
      {
        type: 'session.break-glass-used.v1',
        data: {
          sessionId: 'session-1',
          clientId: 'client-1',
          by: 'clinician-1',
          nature: 'serious-and-imminent-threat',
          recipientId: 'clinician-1',
          reasonRecordId: 'rec-7',
        },
      },
    ]);
  });
  it('is reviewed by somebody else, and asked for daily until then', () => {
    const done = breakGlass(blocked(), request, policy, now);
    if (done.outcome !== 'done') throw new Error(done.outcome);
    expect(breakGlass(done.state, request, policy, now)).toEqual({ outcome: 'already-known' });
    const tomorrow = '2027-03-02T18:00:00.000Z';
    const asked = reviewSession(done.state, partiesOf({ consents: {} }), policy, tomorrow);
    expect(asked.facts).toContainEqual({
      type: 'session.break-glass-review-due.v1',
      data: { sessionId: 'session-1', clientId: 'client-1', by: 'clinician-1', brokenAt: now },
    });
    const own = reviewBreakGlass(asked.state, { at: tomorrow, by: 'clinician-1', finding: 'justified' });
    expect(own).toMatchObject({ outcome: 'refused', facts: [{ data: { reason: 'own-review' } }] });
    const reviewed = reviewBreakGlass(asked.state, { at: tomorrow, by: 'staff-9', finding: 'justified' });
    expect(reviewed).toMatchObject({
      outcome: 'done',
      state: {
        breakGlass: { review: { status: 'done', by: 'staff-9', finding: 'justified', at: tomorrow } },
      },
      facts: [
        {
          type: 'session.break-glass-reviewed.v1',
          data: { by: 'clinician-1', reviewerId: 'staff-9', finding: 'justified' },
        },
      ],
    });
    if (reviewed.outcome !== 'done') throw new Error(reviewed.outcome);
    expect(reviewBreakGlass(reviewed.state, { at: tomorrow, by: 'staff-8', finding: 'justified' })).toEqual({
      outcome: 'already-known',
    });
    const later = reviewSession(
      reviewed.state,
      partiesOf({ consents: {} }),
      policy,
      '2027-03-09T18:00:00.000Z',
    );
    expect(later.facts.map(({ type }) => type)).not.toContain('session.break-glass-review-due.v1');
  });
  it('of a session that has ended, or a review of nothing, is refused', () => {
    const ended = { ...blocked(), endedAt: now };
    expect(breakGlass(ended, request, policy, now)).toMatchObject({
      facts: [{ data: { reason: 'session-ended' } }],
    });
    expect(reviewBreakGlass(blocked(), { at: now, by: 'staff-9', finding: 'justified' })).toMatchObject({
      facts: [{ data: { reason: 'nothing-to-review' } }],
    });
  });
});
