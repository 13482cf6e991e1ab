import { describe, expect, it } from 'vitest';
import { breakGlass, mayStart } from '../../../domain/clearance/break-glass.ts';
import { mostImportant } from '../../../domain/clearance/check-consent.ts';
import { isReadable } from '../../../domain/clearance/consent.ts';
import type { Check } from '../../../domain/clearance/check.ts';
import {
  type Clearance,
  decideClearance,
  foreseeClearance,
  sameClearance,
} from '../../../domain/clearance/decide-clearance.ts';
import { lawOf } from '../../../domain/clearance/law.ts';
import type { ClearancePolicy, Rule } from '../../../domain/clearance/policy.ts';
import type { Session } from '../../../domain/clearance/session.ts';
import {
  aged,
  blocking,
  type Case,
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

/** Each of these was found by mutation: a change of the code that no other example noticed. */
const base = { jurisdiction: 'US-NY', source: 'an example', effectiveFrom: '2020-01-01' } as const;
const having = (...rules: Rule[]): ClearancePolicy => ({ ...policy, rules });
const treatmentRule = (given: Case) =>
  decide(given).checks.find(({ about }) => about === 'telehealth-treatment')?.rule;

describe('the moment of majority', () => {
  const at = '2027-03-01T12:00:00.000Z';
  const birthDate = { status: 'known', date: '2009-03-01' } as const;
  it('ends the guardian’s right and begins the client’s', () => {
    expect(onTreatment({ now: at, birthDate, consents: { g: { grant: guardian() } } })).toBe(
      'fail client-of-age',
    );
    expect(onTreatment({ now: at, birthDate, consents: { c: { grant: grant({ at }) } } })).toBe(
      'pass consent-in-force',
    );
  });
  it('lifts the limits of a minor’s consent', () => {
    const given = { now: at, birthDate, jurisdiction: 'US-IL', plan: { plannedMinutes: 200 } };
    const consents = { c: { grant: grant({ at: '2025-03-02T12:00:00.000Z', validFrom: at }) } };
    expect(onTreatment({ ...given, consents })).toBe('pass consent-in-force');
  });
  it('ends the independence of minor and guardian', () => {
    const order = { g: { grant: guardian({ basis: 'guardianship-order', orderId: 'o' }) } };
    const denials = { no: denial({ deniedBy: 'client' }) };
    expect(onTreatment({ now: at, birthDate, jurisdiction: 'US-PA', consents: order, denials })).toBe(
      'fail consent-denied',
    );
  });
  it('of somebody born on a leap day is the first of March', () => {
    const leap = { status: 'known', date: '2008-02-29' } as const;
    const on = (day: string) =>
      onTreatment({
        now: day,
        birthDate: leap,
        jurisdiction: 'US-AZ',
        consents: { c: { grant: grant({ at: day, validFrom: day }) } },
      });
    expect(on('2026-02-28T18:00:00.000Z')).toBe('fail minor-cannot-consent');
    expect(on('2026-03-01T06:00:00.000Z')).toBe('fail minor-cannot-consent');
    expect(on('2026-03-01T12:00:00.000Z')).toBe('pass consent-in-force');
  });
});

describe('the reason that is told', () => {
  const byImportance = [
    'consent-denied',
    'consent-withdrawn',
    'age-unreadable',
    'age-unknown',
    'client-of-age',
    'custody-order-missing',
    'order-missing',
    'guardian-basis-missing',
    'sessions-used-up',
    'visits-used-up',
    'session-too-long',
    'session-length-unknown',
    'condition-not-attested',
    'minor-cannot-consent',
    'document-superseded',
    'document-incomplete',
    'document-unknown',
    'renewal-due',
    'consent-expired',
    'consent-not-yet-valid',
    'consent-for-other-session',
    'consent-for-others',
    'method-not-accepted',
    'verbal-undocumented',
    'consent-incomplete',
  ] as const;
  const pairs = byImportance.flatMap((graver, index) =>
    byImportance.slice(index + 1).map((lighter) => [graver, lighter] as const),
  );
  it.each(pairs)('is %s rather than %s', (graver, lighter) => {
    const [first, second] = [{ reason: graver, rule: 'z' }, { reason: lighter }];
    expect(mostImportant([first, second], [])).toBe(first);
    expect(mostImportant([second, first], [])).toBe(first);
  });
  it('of the same reason is the one of the first rule, and of none before any', () => {
    const [bare, one, two] = [
      { reason: 'renewal-due' },
      { reason: 'renewal-due', rule: 'a' },
      { reason: 'renewal-due', rule: 'b' },
    ] as const;
    expect(mostImportant([two, one], [])).toBe(one);
    expect(mostImportant([one, bare], [])).toBe(bare);
  });
  it('about what cannot be read, too, belongs to the consent', () => {
    const unreadable = grant({ at: 'yesterday' });
    expect(decide({ consents: { one: { grant: unreadable } } }).checks).toContainEqual(
      expect.objectContaining({
        check: 'consent',
        about: 'telehealth-treatment',
        reason: 'consent-unreadable',
      }),
    );
    expect(isReadable({ grant: { ...grant(), at: [grant().at] as unknown as string } })).toBe(false);
  });
});

describe('what a decision says', () => {
  const told = (given: Case, check: Check['check']) =>
    decide(given).checks.find((candidate) => candidate.check === check);
  it('about a place that is known, and a clinician who is not', () => {
    expect(told({}, 'jurisdiction')).toMatchObject({ status: 'pass', reason: 'jurisdiction-known' });
    const { client, birthDate } = partiesOf();
    const { checks } = decideClearance(sessionOf(), { client, birthDate, clinician: undefined }, policy, now);
    expect(checks).toContainEqual(
      expect.objectContaining({ check: 'training', reason: 'training-missing', status: 'warn' }),
    );
  });
  it('names the licence that is restricted, and the rule by which a spoken consent must be documented', () => {
    const licences = [licence({ standing: 'restricted' })];
    expect(told({ licences }, 'discipline')).toMatchObject({ reliedOn: 'PSY-00000' });
    const consents = { c: { grant: grant({ method: 'verbal' }) } };
    expect(treatmentRule({ jurisdiction: 'US-NY', consents })).toBe('vigil.method');
  });
  it('ahead is about nothing that only the day itself can tell', () => {
    const ahead = foreseeClearance(sessionOf({ checkIn: 'none' }), partiesOf(), policy, now);
    expect(ahead.checks.map(({ check }) => check)).toEqual([
      'jurisdiction',
      'consent',
      'consent',
      'consent',
      'licence',
      'discipline',
      'training',
    ]);
  });
});

describe('the assent of a minor', () => {
  const about = (given: Case) => decide(given).checks.filter(({ check }) => check === 'assent');
  const byGuardian: Case = { birthDate: aged(15), consents: { g: { grant: guardian() } } };
  it('is asked of a child who is old enough, and of no younger one', () => {
    expect(about(byGuardian)).toMatchObject([{ check: 'assent', reason: 'assent-missing' }]);
    expect(about({ ...byGuardian, birthDate: aged(3) })).toEqual([]);
  });
  it('once given is said', () => {
    const assent = { at: now, eventId: 'evt-assent', outcome: 'given' } as const;
    expect(about({ ...byGuardian, client: { assent } })).toEqual([
      { check: 'assent', status: 'pass', reason: 'assent-given' },
    ]);
  });
  it('is asked beside the guardian who has shown the custody', () => {
    const consents = { g: { grant: guardian({ custody: 'no-order' }) } };
    expect(about({ ...byGuardian, jurisdiction: 'US-TX', consents })).toMatchObject([
      { reason: 'assent-missing' },
    ]);
  });
});

describe('rules of minors', () => {
  it('one rule that makes the minor independent is enough', () => {
    const rule = (id: string, independent: boolean): Rule => ({
      ...base,
      id,
      kind: 'self-consent',
      fromAge: 12,
      conditions: [],
      independent,
    });
    const given: Case = {
      jurisdiction: 'US-NY',
      birthDate: aged(15),
      consents: { g: { grant: guardian() } },
      denials: { no: denial({ deniedBy: 'client' }) },
    };
    const { rules } = policy;
    const deciding = (...more: Rule[]) => onTreatment({ ...given, policy: having(...rules, ...more) });
    expect(deciding(rule('free', true), rule('bound', false))).toBe('pass consent-in-force');
    expect(deciding(rule('bound', false))).toBe('fail consent-denied');
  });

  const own = (given: Case) =>
    onTreatment({
      jurisdiction: 'US-NY',
      birthDate: aged(15),
      consents: { c: { grant: grant() } },
      ...given,
    });
  const hard: Rule = { ...base, id: 'hard', kind: 'self-consent', fromAge: 12, conditions: ['found-mature'] };
  const easy: Rule = { ...base, id: 'easy', kind: 'self-consent', fromAge: 12, conditions: [] };
  it('are rights of their own: one is enough, whichever is listed first', () => {
    expect(own({ policy: having(hard, easy) })).toBe('pass consent-in-force');
    expect(own({ policy: having(easy, hard) })).toBe('pass consent-in-force');
    expect(own({ policy: having(hard) })).toBe('fail condition-not-attested');
  });
  it('count no session where none was held', () => {
    const once: Rule = {
      ...base,
      id: 'once',
      kind: 'self-consent',
      fromAge: 12,
      conditions: [],
      maxSessions: 1,
    };
    expect(own({ policy: having(once) })).toBe('pass consent-in-force');
  });
  it('are named where they refuse', () => {
    const given: Case = { jurisdiction: 'US-NY', birthDate: aged(15), consents: { c: { grant: grant() } } };
    expect(treatmentRule({ ...given, policy: having(hard) })).toBe('hard');
    expect(treatmentRule({ ...given, policy: having() })).toBe('vigil.majority');
    expect(decide({ birthDate: { status: 'unknown' } }).checks[1]).not.toHaveProperty('rule');
  });
  it('know no length of a session that was never scheduled', () => {
    const { scheduled: _, ...unplanned } = sessionOf({ jurisdiction: 'US-IL' });
    const given: Case = { jurisdiction: 'US-IL', birthDate: aged(14), consents: { c: { grant: grant() } } };
    const clearance = decideClearance(unplanned, partiesOf(given), policy, now);
    expect(blocking(clearance)).toEqual(['telehealth-treatment session-length-unknown']);
  });
  it('ask in Texas about custody even where the right rests on an order', () => {
    const consents = { g: { grant: guardian({ basis: 'custody-order', orderId: 'o' }) } };
    expect(onTreatment({ jurisdiction: 'US-TX', birthDate: aged(9), consents })).toBe(
      'fail custody-order-missing',
    );
  });
  it('ask a child for assent where a court has consented, too', () => {
    const consents = { c: { grant: grant({ grantor: 'court', orderId: 'o' }) } };
    expect(problems(decide({ birthDate: aged(9), consents }))).toContain('assent assent-missing');
  });
});

describe('the law', () => {
  it('is put together once for a place and a day', () => {
    expect(lawOf(policy, 'US-CA', undefined, '2027-03-01')).toBe(
      lawOf(policy, 'US-CA', undefined, '2027-03-01'),
    );
    expect(lawOf(policy, 'US-CA', 'a', '2027-03-01')).not.toBe(
      lawOf(policy, 'US-CA', undefined, '2027-03-01'),
    );
  });
  it('of everywhere holds everywhere, and a programme adds to it and takes nothing away', () => {
    const everywhere = having({ ...base, id: 'all', jurisdiction: '*', kind: 'custody' });
    expect(lawOf(everywhere, 'US-CA', undefined, '2027-03-01').custody).toBe('all');
    expect(lawOf(policy, 'US-TX', 'medicare-ctbs', '2027-03-01').custody).toBe('us-tx.custody');
  });
  it('takes the strictest whatever the order, and of two alike names the first', () => {
    const renew = (id: string, everyMonths: number): Rule => ({ ...base, id, kind: 'renewal', everyMonths });
    const of = (...rules: Rule[]) => lawOf(having(...rules), 'US-NY', undefined, '2027-03-01');
    expect(of(renew('a', 12), renew('b', 6)).renewalMonths).toEqual({ value: 6, rule: 'b' });
    expect(of(renew('a', 6), renew('b', 6)).renewalMonths).toEqual({ value: 6, rule: 'a' });
    const major = (id: string): Rule => ({ ...base, id, kind: 'majority', age: 18 });
    expect(of(major('a'), major('b')).majority).toBe('a');
    const method = (id: string): Rule => ({ ...base, id, kind: 'method', methods: ['written'] });
    expect(of(method('a'), method('b')).methods).toEqual({ value: ['written'], rule: 'a' });
  });
});

describe('what is missing altogether', () => {
  it('a clinician who is scheduled but was never registered blocks', () => {
    const { clinician: _, ...rest } = partiesOf();
    const clearance = decideClearance(
      sessionOf(),
      { ...rest, clinician: { clinicianId: 'clinician-1', openSessions: [] } },
      policy,
      now,
    );
    expect(blocking(clearance)).toEqual(['licence clinician-unknown']);
  });
  it('an forecast without plan, client or registration is no crash, and no yes', () => {
    const bare: Session = { sessionId: 's', clientId: 'client-1' };
    const nobody = { client: undefined, clinician: undefined, birthDate: { status: 'unknown' } } as const;
    expect(foreseeClearance(bare, nobody, policy, now).decision).toBe('blocked');
    const stranger = { clientId: 'client-1', consents: {}, openSessions: [] };
    expect(foreseeClearance(bare, { ...partiesOf(), client: stranger }, policy, now).decision).toBe(
      'blocked',
    );
  });
  it('staff who attend where nobody consented to any disclosure block', () => {
    expect(blocking(decide({ checkIn: { attendeeIds: ['staff-4'] } }))).toEqual([
      'school-recipients recipient-not-named',
    ]);
  });
  it('of several privileges one is enough', () => {
    const privilege = {
      compact: 'psypact',
      privilege: 'apit',
      homeJurisdiction: 'US-TX',
      validFrom: '2025-01-01T00:00:00.000Z',
      validUntil: '2028-01-01T00:00:00.000Z',
    };
    const clearance = decide({
      jurisdiction: 'US-PA',
      licences: [licence({ jurisdiction: 'US-TX' })],
      checkIn: { clinicianJurisdiction: 'US-TX' },
      clinician: { privileges: [{ ...privilege, privilege: 'tap' }, privilege] },
    });
    expect(blocking(clearance)).toEqual([]);
  });
});

describe('two clearances', () => {
  const checks = () => decide().checks;
  const having = (changes: Partial<Check>) => () => ({
    checks: checks().map((check, index) => (index === 0 ? { ...check, ...changes } : check)),
  });
  it('say the same where they say the same', () => {
    expect(sameClearance(decide(), decide())).toBe(true);
    expect(sameClearance(undefined, decide())).toBe(false);
  });
  it.each<[string, () => Partial<Clearance>]>([
    ['decision', () => ({ decision: 'blocked' })],
    ['policy', () => ({ policyVersion: '2027-01' })],
    ['number of checks', () => ({ checks: [...checks(), ...checks().slice(0, 1)] })],
    ['number of checks, the other way', () => ({ checks: checks().slice(1) })],
    ['number of checks, at the end', () => ({ checks: checks().slice(0, -1) })],
    ['a check', having({ check: 'assent' })],
    ['a scope', having({ about: 'recording' })],
    ['a status', having({ status: 'warn' })],
    ['a reason', having({ reason: 'client-unknown' })],
    ['a consent', having({ reliedOn: 'other' })],
    ['a rule', having({ rule: 'other' })],
  ])('differ in %s', (_, changes) => {
    expect(sameClearance(decide(), { ...decide(), ...changes() })).toBe(false);
  });
});

describe('breaking the glass again', () => {
  const request = {
    at: now,
    eventId: 'b1',
    by: 'clinician-1',
    nature: 'n',
    recipientId: 'r',
    reasonRecordId: 'rec',
  };
  const broken = () => {
    const done = breakGlass(sessionOf(), request, policy, now);
    if (done.outcome !== 'done') throw new Error(done.outcome);
    return done.state;
  };
  it('opens a review that is asked for after a day', () => {
    expect(broken().breakGlass?.review).toEqual({ status: 'open', remindAt: '2027-03-02T18:00:00.000Z' });
  });
  it('adds nothing while a review is open, and opens another once it is done', () => {
    const again = { ...request, eventId: 'b2' };
    expect(breakGlass(broken(), again, policy, now).outcome).toBe('already-known');
    const glass = broken().breakGlass;
    if (glass === undefined) throw new Error('it is broken');
    const review = { status: 'done', at: now, by: 'staff-9', finding: 'justified' } as const;
    const reviewed: Session = { ...broken(), breakGlass: { ...glass, review } };
    expect(breakGlass(reviewed, request, policy, now).outcome).toBe('already-known');
    expect(breakGlass(reviewed, again, policy, now).outcome).toBe('done');
  });
  it('a cleared session may start without it, one that nobody has decided may not', () => {
    expect(mayStart(sessionOf())).toBe(false);
    expect(mayStart({ ...sessionOf(), clearance: decide() })).toBe(true);
  });
});
