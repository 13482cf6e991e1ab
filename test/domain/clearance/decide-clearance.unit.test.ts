import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../../domain/clearance/client.ts';
import { type Clinician, newClinician } from '../../../domain/clearance/clinician.ts';
import {
  type ClearancePolicy,
  decideClearance,
  sameClearance,
} from '../../../domain/clearance/decide-clearance.ts';
import type { Session } from '../../../domain/clearance/session.ts';
import {
  after,
  before,
  checkedIn,
  clientWith,
  clinicianWith,
  granted,
  licence,
  now,
  policy,
  scheduled,
  sessionWith,
  withdrawn,
} from './given.ts';

interface Given {
  readonly session?: Session;
  readonly client?: Client | undefined;
  readonly clinician?: Clinician | undefined;
  readonly policy?: ClearancePolicy;
}

/** A session that may run, but for what the case says otherwise. */
const everythingInOrder = {
  session: sessionWith(scheduled, checkedIn()),
  client: clientWith(granted()),
  clinician: clinicianWith(licence),
  policy,
};

const decide = (given: Given = {}, at = now) => {
  const all = { ...everythingInOrder, ...given };
  return decideClearance(all.session, all.client, all.clinician, all.policy, at);
};

const reasonOf = (check: string, given: Given, at = now) => {
  const clearance = decide(given, at);
  const found = clearance.checks.find((candidate) => candidate.check === check);
  return { decision: clearance.decision, status: found?.status, reason: found?.reason };
};

describe('a session with consent, licence and location', () => {
  test('is cleared, and each check says what it relied on', () => {
    expect(decide()).toEqual({
      decision: 'cleared',
      policyVersion: '2026-11',
      checks: [
        { check: 'consent', status: 'pass', reason: 'consent-in-force', reliedOn: 'consent-1' },
        { check: 'location', status: 'pass', reason: 'location-confirmed' },
        { check: 'licence', status: 'pass', reason: 'licence-in-date', reliedOn: 'clinician-1' },
        { check: 'private-place', status: 'pass', reason: 'place-private' },
      ],
    });
  });
});

describe('the consent check', () => {
  const cases: Record<string, Client | undefined> = {
    'client-unknown': undefined,
    'consent-missing': clientWith(),
    'consent-withdrawn': clientWith(granted(), withdrawn()),
    'consent-expired': clientWith(granted({ validUntil: before })),
    'consent-not-yet-valid': clientWith(granted({ validFrom: after })),
    'consent-incomplete': clientWith(withdrawn()),
  };
  test.each(Object.entries(cases))('blocks with %s', (reason, client) => {
    expect(reasonOf('consent', { client })).toEqual({ decision: 'blocked', status: 'fail', reason });
  });

  test('blocks where the consent is for another scope', () => {
    const client = clientWith(granted({ scope: 'recording' }));
    expect(reasonOf('consent', { client })).toMatchObject({ decision: 'blocked', reason: 'consent-missing' });
  });

  test('blocks a withdrawal at once, even where the clock of its sender runs ahead', () => {
    const client = clientWith(granted(), withdrawn('consent-1', after));
    expect(reasonOf('consent', { client })).toMatchObject({
      decision: 'blocked',
      reason: 'consent-withdrawn',
    });
  });

  test('asks for every scope that the policy requires', () => {
    const strict = { ...policy, requiredScopes: ['telehealth-treatment', 'recording'] };
    expect(
      decide({ policy: strict })
        .checks.map(({ reason }) => reason)
        .slice(0, 2),
    ).toEqual(['consent-in-force', 'consent-missing']);
    expect(decide({ policy: strict }).decision).toBe('blocked');
    const client = clientWith(granted(), granted({ scope: 'recording' }, 'consent-2'));
    expect(decide({ policy: strict, client }).decision).toBe('cleared');
  });

  test('passes while one consent is in force, whatever became of the others', () => {
    const client = clientWith(granted(), withdrawn(), granted({}, 'consent-2'));
    expect(decide({ client }).checks[0]).toMatchObject({ status: 'pass', reliedOn: 'consent-2' });
  });

  test('names of several reasons the one nearest to a valid consent', () => {
    const client = clientWith(granted({ validFrom: after }, 'a'), granted({ validUntil: before }, 'b'));
    expect(reasonOf('consent', { client }).reason).toBe('consent-expired');
  });

  test('counts a consent from its first moment and no longer at its last', () => {
    const client = clientWith(granted({ validFrom: now, validUntil: after }));
    expect(reasonOf('consent', { client }, now).reason).toBe('consent-in-force');
    expect(reasonOf('consent', { client }, after).reason).toBe('consent-expired');
  });
});

describe('the location check', () => {
  test('blocks where nobody has said today where the client is', () => {
    const session = sessionWith(scheduled, { type: 'started', at: before });
    expect(reasonOf('location', { session })).toEqual({
      decision: 'blocked',
      status: 'fail',
      reason: 'location-unknown',
    });
  });
});

describe('the licence check', () => {
  const cases: Record<string, Given> = {
    'clinician-unknown': { session: sessionWith(checkedIn()) },
    'licence-missing': { clinician: newClinician('clinician-1') },
    'location-unknown': { session: sessionWith(scheduled) },
    'licence-not-in-jurisdiction': { session: sessionWith(scheduled, checkedIn({ jurisdiction: 'US-NY' })) },
    'licence-out-of-date': { clinician: clinicianWith({ ...licence, validUntil: before }) },
  };
  test.each(Object.entries(cases))('blocks with %s', (reason, given) => {
    expect(reasonOf('licence', given)).toEqual({ decision: 'blocked', status: 'fail', reason });
  });

  test('blocks where nothing at all is known of the clinician', () => {
    expect(reasonOf('licence', { clinician: undefined }).reason).toBe('licence-missing');
  });

  test('blocks a clinician whose registration names no licence', () => {
    expect(reasonOf('licence', { clinician: clinicianWith() }).reason).toBe('licence-not-in-jurisdiction');
  });

  test('counts a licence from its first moment and no longer at its last', () => {
    const clinician = clinicianWith({ ...licence, validFrom: now, validUntil: after });
    expect(reasonOf('licence', { clinician }, before).reason).toBe('licence-out-of-date');
    expect(reasonOf('licence', { clinician }, now).reason).toBe('licence-in-date');
    expect(reasonOf('licence', { clinician }, after).reason).toBe('licence-out-of-date');
  });

  test('passes by one licence in date beside one that ran out', () => {
    const clinician = clinicianWith({ ...licence, validUntil: before }, licence);
    expect(decide({ clinician }).decision).toBe('cleared');
  });
});

describe('the private place check', () => {
  const openPlan = sessionWith(scheduled, checkedIn({ privatePlace: false }));

  test('warns where the policy warns, and the session is cleared', () => {
    expect(reasonOf('private-place', { session: openPlan })).toEqual({
      decision: 'cleared',
      status: 'warn',
      reason: 'place-not-private',
    });
  });

  test('blocks where the policy blocks', () => {
    const strict: ClearancePolicy = { ...policy, privatePlace: 'block' };
    expect(reasonOf('private-place', { session: openPlan, policy: strict })).toEqual({
      decision: 'blocked',
      status: 'fail',
      reason: 'place-not-private',
    });
    expect(reasonOf('private-place', { session: sessionWith(scheduled), policy: strict }).reason).toBe(
      'place-unknown',
    );
  });
});

describe('fail closed', () => {
  test('whatever is missing, the session is blocked; only with everything it is cleared', () => {
    fc.assert(
      fc.property(
        fc.record({
          client: fc.constantFrom(undefined, clientWith(), everythingInOrder.client),
          clinician: fc.constantFrom(
            undefined,
            newClinician('clinician-1'),
            clinicianWith(),
            everythingInOrder.clinician,
          ),
          session: fc.constantFrom(
            sessionWith(),
            sessionWith(scheduled),
            sessionWith(checkedIn()),
            everythingInOrder.session,
          ),
        }),
        (given) => {
          const complete =
            given.client === everythingInOrder.client &&
            given.clinician === everythingInOrder.clinician &&
            given.session === everythingInOrder.session;
          expect(decide(given).decision).toBe(complete ? 'cleared' : 'blocked');
        },
      ),
    );
  });
});

describe('two decisions', () => {
  test('say the same where every check has the same status and reason', () => {
    expect(sameClearance(decide(), decide())).toBe(true);
    expect(sameClearance(undefined, decide())).toBe(false);
  });

  test('differ where a reason changed, although both block', () => {
    const missing = decide({ client: clientWith() });
    const gone = decide({ client: clientWith(granted(), withdrawn()) });
    expect([missing.decision, gone.decision]).toEqual(['blocked', 'blocked']);
    expect(sameClearance(missing, gone)).toBe(false);
  });

  test('differ where the policy has another version', () => {
    expect(sameClearance(decide(), decide({ policy: { ...policy, version: '2027-01' } }))).toBe(false);
  });
});
