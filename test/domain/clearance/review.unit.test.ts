import { describe, expect, it } from 'vitest';
import { breakGlass } from '../../../domain/clearance/break-glass.ts';
import { applyToClient, newClient } from '../../../domain/clearance/client.ts';
import {
  newClinician,
  nextReminder,
  registerClinician,
  remindOfExpiry,
} from '../../../domain/clearance/clinician.ts';
import { nextLook } from '../../../domain/clearance/next-look.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import {
  applyToSession,
  isRunning,
  needsClearance,
  newSession,
  overAt,
  type Session,
} from '../../../domain/clearance/session.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { type Case, denial, grant, licence, now, partiesOf, policy, sessionOf } from './fixtures.ts';

const day = 24 * 3600;
const review = (session: Session, given: Case = {}, at = now) =>
  reviewSession(session, partiesOf(given), policy, at);
const types = (facts: readonly { type: string }[]) => facts.map(({ type }) => type);

describe('a planned session', () => {
  const planned = sessionOf({ checkIn: 'none', plan: { startsAt: plusSeconds(now, 10 * day) } });
  const missing: Case = { consents: {} };
  it('whose consent will be missing or gone by then is told days ahead, once', () => {
    const runsOut: Case = { consents: { one: { grant: grant({ validUntil: plusSeconds(now, 9 * day) }) } } };
    const { state, facts } = review(planned, runsOut);
    expect(facts).toMatchObject([
      {
        type: 'session.outlook-changed.v1',
        data: {
          sessionId: 'session-1',
          clientId: 'client-1',
          outlook: 'at-risk',
          startsAt: plusSeconds(now, 10 * day),
          policyVersion: '2026-11',
        },
      },
    ]);
    expect(review(state, runsOut).facts).toEqual([]);
  });
  it('asks nothing of today that only the check-in can answer', () => {
    expect(review(planned).state.outlook?.decision).toBe('cleared');
    expect(review(planned).facts).toEqual([]);
  });
  it('good news are told to those who heard the bad', () => {
    const { facts } = review(review(planned, missing).state);
    expect(facts).toMatchObject([{ data: { outlook: 'clear' } }]);
  });
  it('a change of what is wrong is told, too', () => {
    const withdrawn = { one: { grant: grant(), withdrawnAt: now } };
    expect(types(review(review(planned, missing).state, { consents: withdrawn }).facts)).toEqual([
      'session.outlook-changed.v1',
    ]);
  });
  it('says nothing before it is scheduled, after the check-in, or once it has ended', () => {
    expect(review({ sessionId: 's', clientId: 'client-1' }, missing).facts).toEqual([]);
    expect(types(review(sessionOf(), missing).facts)).toEqual(['session.blocked.v1']);
    expect(review({ ...planned, endedAt: now }, missing).facts).toEqual([]);
  });
  it('is looked at as of now when its start has passed', () => {
    const late = sessionOf({ checkIn: 'none', plan: { startsAt: plusSeconds(now, -day) } });
    const expired: Case = { consents: { one: { grant: grant({ validUntil: plusSeconds(now, -60) }) } } };
    expect(review(late, expired).state.outlook?.decision).toBe('blocked');
  });
});

describe('a session from check-in to end', () => {
  it('is cleared or blocked once for each change', () => {
    const first = review(sessionOf());
    expect(first.facts).toMatchObject([
      {
        type: 'session.cleared.v1',
        data: { sessionId: 'session-1', clientId: 'client-1', policyVersion: '2026-11' },
      },
    ]);
    expect(review(first.state)).toEqual({ state: first.state, facts: [] });
    expect(types(review(first.state, { consents: {} }).facts)).toEqual(['session.blocked.v1']);
  });
  it('is cleared anew when the consent relied on, or the policy, is another', () => {
    const first = review(sessionOf()).state;
    const other: Case = {
      consents: {
        other: { grant: grant() },
        data: { grant: grant({ scope: 'data-processing' }) },
        contact: { grant: grant({ scope: 'emergency-contact-disclosure' }) },
      },
    };
    expect(types(review(first, other).facts)).toEqual(['session.cleared.v1']);
    expect(types(reviewSession(first, partiesOf(), { ...policy, version: '2027-01' }, now).facts)).toEqual([
      'session.cleared.v1',
    ]);
  });
  it('that started without a check-in is blocked', () => {
    const started = { ...sessionOf({ checkIn: 'none' }), startedAt: now };
    expect(types(review(started).facts)).toEqual(['session.blocked.v1']);
  });
  it('says nothing after the end', () => {
    expect(review({ ...sessionOf(), endedAt: now }, { consents: {} }).facts).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  const lost = () =>
    applyToSession(review({ ...sessionOf(), startedAt: now }).state, {
      type: 'connection-lost',
      at: now,
      party: 'client',
    });
  it('has a minute of grace, then it is said who calls whom, then that nobody was reached', () => {
    expect(review(lost(), {}, plusSeconds(now, 59)).facts).toEqual([]);
    const due = review(lost(), {}, plusSeconds(now, 60));
    expect(due.facts).toEqual([
      {
        type: 'session.fallback-due.v1',
        data: {
          sessionId: 'session-1',
          clientId: 'client-1',
          caller: 'clinician',
          callee: 'client',
          channel: 'phone',
          withinSeconds: 300,
          otherwise: 'call-emergency-contact',
        },
      },
    ]);
    expect(review(due.state, {}, plusSeconds(now, 359)).facts).toEqual([]);
    const unresolved = review(due.state, {}, plusSeconds(now, 360));
    expect(unresolved.facts).toEqual([
      {
        type: 'session.connection-unresolved.v1',
        data: { sessionId: 'session-1', clientId: 'client-1', lostAt: now, party: 'client' },
      },
    ]);
    expect(unresolved.state.connection).toMatchObject({ lostAt: now, givenUpAt: plusSeconds(now, 360) });
    expect(review(unresolved.state, {}, plusSeconds(now, 900)).facts).toEqual([]);
  });
  it('says nothing where it came back, or the session ended', () => {
    const back = applyToSession(lost(), { type: 'connection-restored', at: plusSeconds(now, 30) });
    expect(review(back, {}, plusSeconds(now, 60)).facts).toEqual([]);
    expect(review({ ...lost(), endedAt: now }, {}, plusSeconds(now, 60)).facts).toEqual([]);
  });
  it('and is lost again starts anew', () => {
    const back = applyToSession(lost(), { type: 'connection-restored', at: plusSeconds(now, 30) });
    const again = applyToSession(back, {
      type: 'connection-lost',
      at: plusSeconds(now, 40),
      party: 'clinician',
    });
    expect(review(again, {}, plusSeconds(now, 99)).facts).toEqual([]);
    expect(review(again, {}, plusSeconds(now, 100)).facts).toMatchObject([{ data: { caller: 'provider' } }]);
  });
  it('goes on where a return from before the loss is told late', () => {
    const late = applyToSession(lost(), { type: 'connection-restored', at: plusSeconds(now, -30) });
    expect(types(review(late, {}, plusSeconds(now, 60)).facts)).toEqual(['session.fallback-due.v1']);
  });
  it('and back in the same instant is lost, whichever is told first', () => {
    const back = { type: 'connection-restored', at: now } as const;
    const loss = { type: 'connection-lost', at: now, party: 'client' } as const;
    const running = review({ ...sessionOf(), startedAt: now }).state;
    for (const [first, second] of [
      [back, loss],
      [loss, back],
    ] as const) {
      const both = applyToSession(applyToSession(running, first), second);
      expect(types(review(both, {}, plusSeconds(now, 60)).facts)).toEqual(['session.fallback-due.v1']);
    }
  });
  it('in a session without a check-in, is made good by phone and ends with the local emergency number', () => {
    const session = {
      ...sessionOf({ checkIn: 'none' }),
      startedAt: now,
      connection: { lostAt: now, party: 'client' },
    };
    expect(review(session, {}, plusSeconds(now, 60)).facts.at(-1)).toMatchObject({
      type: 'session.fallback-due.v1',
      data: { channel: 'phone', otherwise: 'call-local-emergency-number' },
    });
  });
  it('may arrive after it came back', () => {
    const back = applyToSession(sessionOf(), { type: 'connection-restored', at: plusSeconds(now, 30) });
    expect(review(back, {}, plusSeconds(now, 600)).facts.map(({ type }) => type)).not.toContain(
      'session.fallback-due.v1',
    );
    const both = applyToSession(back, { type: 'connection-lost', at: now, party: 'client' });
    expect(types(review(both, {}, plusSeconds(now, 60)).facts)).toEqual(['session.cleared.v1']);
  });
  it.each([
    [
      { fallbackChannel: 'sms' as const, emergencyContactReachable: false },
      'sms',
      'call-local-emergency-number',
    ],
    [{ fallbackChannel: 'none' as const }, 'phone', 'call-emergency-contact'],
    [{ fallbackChannel: undefined }, 'phone', 'call-emergency-contact'],
  ])('goes by what was agreed: %j', (checkIn, channel, otherwise) => {
    const session = {
      ...sessionOf({ checkIn }),
      startedAt: now,
      connection: { lostAt: now, party: 'client' },
    };
    expect(review(session, {}, plusSeconds(now, 60)).facts.at(-1)).toMatchObject({
      data: { channel, otherwise },
    });
  });
});

describe('what a review tells', () => {
  it('names every check, without the words of the remedy', () => {
    const { state, facts } = review(sessionOf(), { consents: {} });
    const checks = state.clearance?.checks.map(({ remedy: _, ...check }) => check);
    expect(checks).toContainEqual(expect.objectContaining({ reason: 'consent-missing' }));
    expect(facts).toMatchObject([{ type: 'session.blocked.v1', data: { checks } }]);
  });
  it('is no revocation where the consent had not been held before', () => {
    const expired = { one: { grant: grant({ validUntil: plusSeconds(now, -1) }) } };
    const running = review({ ...sessionOf(), startedAt: now }, { consents: expired }).state;
    const withdrawn = { one: { ...expired.one, withdrawnAt: now } };
    expect(types(review(running, { consents: withdrawn }).facts)).toEqual(['session.blocked.v1']);
  });
  it('leaves the session as it is where nothing is new', () => {
    const { state } = review(sessionOf());
    expect(review(state).state).toBe(state);
  });
});

describe('an open review of a break-glass', () => {
  const day = 86_400;
  const glass = { at: now, eventId: 'b1', by: 'c', nature: 'n', recipientId: 'r', reasonRecordId: 'rec' };
  const broken = (remindAt: string): Session => ({
    ...sessionOf(),
    endedAt: now,
    breakGlass: { ...glass, review: { status: 'open', remindAt } },
  });
  const asked = (remindAt: string) => review(broken(remindAt));
  it('is not asked for before its time', () => {
    expect(asked(plusSeconds(now, 1)).facts).toEqual([]);
  });
  it('is asked for again a day after it was due, at the same hour', () => {
    const { state, facts } = asked(plusSeconds(now, -3600));
    expect(types(facts)).toEqual(['session.break-glass-review-due.v1']);
    expect(state.breakGlass?.review).toEqual({ status: 'open', remindAt: plusSeconds(now, day - 3600) });
  });
  it('after a long silence, or exactly a day, is asked for a day from now, once', () => {
    for (const late of [-day, -10 * day])
      expect(asked(plusSeconds(now, late)).state.breakGlass?.review).toEqual({
        status: 'open',
        remindAt: plusSeconds(now, day),
      });
  });
});

describe('the next look', () => {
  it('asks nothing of people who are not known yet', () => {
    const nobody = { client: undefined, clinician: undefined, birthDate: { status: 'unknown' } } as const;
    expect(nextLook(sessionOf(), nobody, policy, now)).toBe(plusSeconds(now, day));
    const { client, clinician } = partiesOf({ consents: { c: { withdrawnAt: now } } });
    const bare = { clinicianId: clinician.clinicianId, openSessions: [] };
    const parties = { client, clinician: bare, birthDate: { status: 'unknown' } } as const;
    expect(nextLook(sessionOf(), parties, policy, now)).toBe(plusSeconds(now, day));
  });
  const look = (given: Case = {}, changes: Partial<Session> = {}, at = now) =>
    nextLook({ ...sessionOf(given), ...changes }, partiesOf(given), policy, at);
  it('is tomorrow at the latest', () => {
    expect(look()).toBe(plusSeconds(now, day));
  });
  it.each([
    ['a consent ends', { consents: { one: { grant: grant({ validUntil: plusSeconds(now, 60) }) } } }],
    ['a consent begins', { consents: { one: { grant: grant({ validFrom: plusSeconds(now, 60) }) } } }],
    ['a denial ends', { denials: { no: denial({ validUntil: plusSeconds(now, 60) }) } }],
    ['a licence ends', { licences: [licence({ validUntil: plusSeconds(now, 60) })] }],
    ['a licence begins', { licences: [licence({ validFrom: plusSeconds(now, 60) })] }],
    [
      'a privilege ends',
      {
        clinician: {
          privileges: [
            {
              compact: 'c',
              privilege: 'p',
              homeJurisdiction: 'US-TX',
              validFrom: now,
              validUntil: plusSeconds(now, 60),
            },
          ],
        },
      },
    ],
    ['a training ends', { clinician: { telehealthTrainingUntil: plusSeconds(now, 60) } }],
    ['a birth date could not be read', { birthDate: { status: 'unreadable' } }],
  ] as [string, Case][])('is sooner where %s', (_, given) => {
    expect(look(given)).toBe(plusSeconds(now, 60));
  });
  it('is when a call is due, or given up', () => {
    const connection = { lostAt: now, party: 'client' };
    expect(look({}, { connection })).toBe(plusSeconds(now, 60));
    expect(look({}, { connection }, plusSeconds(now, 60))).toBe(plusSeconds(now, 360));
    expect(look({}, { connection: { ...connection, givenUpAt: plusSeconds(now, 1) } })).toBe(
      plusSeconds(now, day),
    );
    expect(look({}, { connection: { ...connection, restoredAt: plusSeconds(now, 1) } })).toBe(
      plusSeconds(now, day),
    );
  });
  it('is never once it has ended, except for an open review', () => {
    expect(look({}, { endedAt: now })).toBeUndefined();
    const breakGlass = {
      at: now,
      eventId: 'b',
      by: 'x',
      nature: 'n',
      recipientId: 'r',
      reasonRecordId: 'rec',
      review: { status: 'open' as const, remindAt: plusSeconds(now, 7) },
    };
    expect(look({}, { endedAt: now, breakGlass })).toBe(plusSeconds(now, 7));
    expect(
      look(
        {},
        {
          endedAt: now,
          breakGlass: { ...breakGlass, review: { status: 'done', at: now, by: 'y', finding: 'f' } },
        },
      ),
    ).toBeUndefined();
  });
  it('ends a month after a start that nobody ended', () => {
    const eternal: Case = {
      licences: [licence({ validUntil: '2020-01-02T00:00:00.000Z' })],
      clinician: { telehealthTrainingUntil: undefined },
    };
    expect(look(eternal, { startedAt: plusSeconds(now, -30 * day - 1) })).toBeUndefined();
    expect(look(eternal, { startedAt: plusSeconds(now, -30 * day) })).toBe(plusSeconds(now, day));
    expect(look({ ...eternal, plan: { startsAt: plusSeconds(now, -31 * day) } })).toBeUndefined();
  });
  it('stays where one is planned already, moves forward when it is past, and goes with the end', () => {
    const first = review(sessionOf()).state;
    expect(first.lookAt).toBe(plusSeconds(now, day));
    expect(review(first, {}, plusSeconds(now, 600)).state).toBe(first);
    expect(review(first, {}, plusSeconds(now, day)).state.lookAt).toBe(plusSeconds(now, 2 * day));
    expect(review(first, { clinician: { telehealthTrainingUntil: plusSeconds(now, 60) } }).state.lookAt).toBe(
      plusSeconds(now, 60),
    );
    expect(review({ ...first, endedAt: now }).state.lookAt).toBeUndefined();
    const done = { ...sessionOf(), endedAt: now };
    expect(review(done).state).toBe(done);
  });
});

describe('reminders of what expires', () => {
  const clinician = (validUntil: string) =>
    registerClinician(
      { ...newClinician('clinician-1'), openSessions: ['a', 'b'] },
      { at: now, eventId: 'e', licences: [licence({ validUntil })] },
    );
  const days = [30, 7, 0];
  it('come once for each day, with the sessions that hang on it', () => {
    const thirty = remindOfExpiry(clinician(plusSeconds(now, 30 * day)), days, now);
    expect(thirty.facts).toEqual([
      {
        type: 'clinician.licence-expiring.v1',
        data: {
          clinicianId: 'clinician-1',
          what: 'licence',
          jurisdiction: 'US-CA',
          validUntil: plusSeconds(now, 30 * day),
          daysLeft: 30,
          openSessions: 2,
        },
      },
    ]);
    expect(remindOfExpiry(thirty.state, days, plusSeconds(now, day))).toEqual({
      state: thirty.state,
      facts: [],
    });
    const seven = remindOfExpiry(thirty.state, days, plusSeconds(now, 23 * day));
    expect(seven.facts).toMatchObject([{ data: { daysLeft: 7 } }]);
    const over = remindOfExpiry(seven.state, days, plusSeconds(now, 40 * day));
    expect(over.facts).toMatchObject([{ data: { daysLeft: 0 } }]);
    expect(remindOfExpiry(over.state, days, plusSeconds(now, 50 * day)).facts).toEqual([]);
  });
  it('do not come early, and not for somebody who is not registered', () => {
    expect(remindOfExpiry(clinician(plusSeconds(now, 31 * day)), days, now).facts).toEqual([]);
    expect(remindOfExpiry(newClinician('x'), days, now).facts).toEqual([]);
  });
  it('cover privileges and training', () => {
    const soon = plusSeconds(now, day);
    const state = registerClinician(newClinician('c'), {
      at: now,
      eventId: 'e',
      licences: [],
      privileges: [
        {
          compact: 'psypact',
          privilege: 'apit',
          homeJurisdiction: 'US-TX',
          validFrom: now,
          validUntil: soon,
        },
      ],
      telehealthTrainingUntil: soon,
    });
    expect(remindOfExpiry(state, days, now).facts).toMatchObject([
      { data: { what: 'compact-privilege', jurisdiction: 'US-TX', daysLeft: 7 } },
      { data: { what: 'telehealth-training', daysLeft: 7 } },
    ]);
  });
  it('are given for each of several licences, and for what has no place', () => {
    const soon = plusSeconds(now, 5 * day);
    const state = registerClinician(newClinician('c'), {
      at: now,
      eventId: 'e',
      licences: ['US-CA', 'US-NY'].map((jurisdiction) => licence({ jurisdiction, validUntil: soon })),
      telehealthTrainingUntil: soon,
    });
    const first = remindOfExpiry(state, days, now);
    expect(first.facts).toMatchObject([
      { data: { jurisdiction: 'US-CA' } },
      { data: { jurisdiction: 'US-NY' } },
      { data: { what: 'telehealth-training' } },
    ]);
    // Of the three only the one in New York is renewed, so the others alone are told again.
    const [california] = state.registered?.licences ?? [];
    const renewed = registerClinician(first.state, {
      at: plusSeconds(now, 1),
      eventId: 'f',
      licences: [...(california ? [california] : []), licence({ jurisdiction: 'US-NY' })],
      telehealthTrainingUntil: soon,
    });
    const again = remindOfExpiry(renewed, days, soon);
    expect(again.facts.map(({ data }) => data.jurisdiction ?? data.what)).toEqual([
      'US-CA',
      'telehealth-training',
    ]);
  });
  it('are kept apart for each licence, also for one that is added later and ends with another', () => {
    const ending = (jurisdiction: string, days: number) =>
      licence({ jurisdiction, validUntil: plusSeconds(now, days * day) });
    const registered = (...licences: ReturnType<typeof licence>[]) =>
      registerClinician(newClinician('c'), { at: now, eventId: 'e', licences });
    const told = remindOfExpiry(registered(ending('US-CA', 5), ending('US-NY', 20)), days, now);
    expect(told.facts).toHaveLength(2);
    expect(remindOfExpiry(told.state, days, now).facts).toEqual([]);
    const one = remindOfExpiry(registered(ending('US-CA', 5)), days, now).state;
    const both = { ...registered(ending('US-CA', 5), ending('US-NY', 5)), reminded: one.reminded ?? {} };
    expect(remindOfExpiry(both, days, now).facts).toMatchObject([{ data: { jurisdiction: 'US-NY' } }]);
  });
  it('go by the smallest day that has come, in whatever order the policy lists them', () => {
    const { state, facts } = remindOfExpiry(clinician(plusSeconds(now, 5 * day)), [0, 7, 30], now);
    expect(facts).toMatchObject([{ data: { daysLeft: 7 } }]);
    expect(remindOfExpiry(state, days, now).state).toBe(state);
  });
  it('are next due for what ends first', () => {
    const later = licence({ validUntil: plusSeconds(now, 90 * day) });
    const sooner = licence({ jurisdiction: 'US-NY', validUntil: plusSeconds(now, 60 * day) });
    const state = registerClinician(newClinician('c'), { at: now, eventId: 'e', licences: [later, sooner] });
    expect(nextReminder(state, days, now)).toBe(plusSeconds(now, 30 * day));
    expect(newClinician('c')).toEqual({ clinicianId: 'c', openSessions: [] });
  });
  it('know when the next one is due', () => {
    const state = clinician(plusSeconds(now, 30 * day));
    expect(nextReminder(state, days, plusSeconds(now, -1))).toBe(now);
    expect(nextReminder(state, days, now)).toBe(plusSeconds(now, 23 * day));
    expect(nextReminder(state, days, plusSeconds(now, 30 * day))).toBeUndefined();
  });
});

describe('what is known of a client', () => {
  const granted = { type: 'consent-granted', consentId: 'c', grant: grant() } as const;
  const withdrawn = { type: 'consent-withdrawn', consentId: 'c', at: now } as const;
  it('is the same whichever of grant and withdrawal comes first, and twice changes nothing', () => {
    const one = applyToClient(applyToClient(newClient('x'), granted), withdrawn);
    expect(applyToClient(applyToClient(newClient('x'), withdrawn), granted)).toEqual(one);
    for (const event of [granted, withdrawn]) expect(applyToClient(one, event)).toBe(one);
  });
  it('takes the earlier of two withdrawals', () => {
    const early = { ...withdrawn, at: '2027-01-01T00:00:00.000Z' };
    const one = applyToClient(applyToClient(newClient('x'), withdrawn), early);
    expect(one.consents['c']?.withdrawnAt).toBe(early.at);
    expect(applyToClient(one, withdrawn)).toBe(one);
  });
  it('keeps the newest denial, registration and discharge', () => {
    const registered = {
      type: 'registered',
      at: now,
      eventId: 'b',
      jurisdiction: 'US-CA',
      profileRecordId: 'r',
    } as const;
    const older = { ...registered, at: '2026-01-01T00:00:00.000Z', jurisdiction: 'US-NY' };
    const sameTime = { ...registered, eventId: 'a', jurisdiction: 'US-NY' };
    const client = applyToClient(newClient('x'), registered);
    for (const event of [older, sameTime, registered]) expect(applyToClient(client, event)).toBe(client);
    const no = { type: 'consent-denied', consentId: 'd', denial: denial({ at: now }) } as const;
    const denied = applyToClient(client, no);
    expect(denied.denials).toEqual({ d: no.denial });
    expect(applyToClient(denied, { ...no, denial: denial() })).toBe(denied);
    const left = applyToClient(client, { type: 'discharged', at: now });
    expect(left.dischargedAt).toBe(now);
    expect(applyToClient(left, { type: 'discharged', at: now })).toBe(left);
    expect(applyToClient(left, { type: 'discharged', at: '2028-01-01T00:00:00.000Z' }).dischargedAt).toBe(
      '2028-01-01T00:00:00.000Z',
    );
  });
  it('of two answers of a minor at the same time the refusal counts, whichever came first', () => {
    const yes = { type: 'assent-recorded', assent: { at: now, eventId: 'z', outcome: 'given' } } as const;
    const no = { type: 'assent-recorded', assent: { at: now, eventId: 'a', outcome: 'refused' } } as const;
    for (const order of [
      [yes, no],
      [no, yes],
    ] as const)
      expect(order.reduce(applyToClient, newClient('x')).assent?.outcome).toBe('refused');
    const later = {
      type: 'assent-recorded',
      assent: { at: plusSeconds(now, 1), eventId: 'a', outcome: 'given' },
    } as const;
    expect([no, later].reduce(applyToClient, newClient('x')).assent?.outcome).toBe('given');
    expect([later, no].reduce(applyToClient, newClient('x')).assent?.outcome).toBe('given');
  });
  it('counts each session on a minor’s own consent once, in order', () => {
    const held = (sessionId: string, at: string) => ({ type: 'self-consented', sessionId, at }) as const;
    const events = [held('b', now), held('a', '2026-01-01T00:00:00.000Z'), held('b', now), held('a0', now)];
    expect(
      events.reduce(applyToClient, newClient('x')).selfConsented?.map(({ sessionId }) => sessionId),
    ).toEqual(['a', 'a0', 'b']);
  });
});

describe('what is known of a session', () => {
  it('is the newest plan and check-in, the first start, the last end', () => {
    const session = sessionOf();
    const older = { at: '2020-01-01T00:00:00.000Z' };
    const { scheduled, checkIn } = session;
    if (scheduled === undefined || checkIn === undefined) throw new Error('the fixture has both');
    expect(applyToSession(session, { type: 'scheduled', ...scheduled, ...older })).toBe(session);
    expect(applyToSession(session, { type: 'checked-in', ...checkIn, ...older })).toBe(session);
    const moved = applyToSession(session, { type: 'scheduled', ...scheduled, at: now, plannedMinutes: 30 });
    expect(moved.scheduled?.plannedMinutes).toBe(30);
    const elsewhere = applyToSession(session, {
      type: 'checked-in',
      ...checkIn,
      at: now,
      jurisdiction: 'US-NY',
    });
    expect(elsewhere.checkIn?.jurisdiction).toBe('US-NY');
    const started = applyToSession(session, { type: 'started', at: now });
    expect(applyToSession(started, { type: 'started', at: now })).toBe(started);
    expect(applyToSession(started, { type: 'started', at: older.at }).startedAt).toBe(older.at);
    const ended = applyToSession(started, { type: 'ended', at: now });
    expect(applyToSession(ended, { type: 'ended', at: now })).toBe(ended);
    expect(applyToSession(ended, { type: 'ended', at: plusSeconds(now, 1) }).endedAt).toBe(
      plusSeconds(now, 1),
    );
  });
  describe('a session that was cancelled or missed', () => {
    const calledOff = (after: number, eventId = 'evt-off') =>
      ({ type: 'called-off', at: plusSeconds(now, after), eventId }) as const;
    const planned = sessionOf({ checkIn: 'none' });
    const { scheduled, checkIn } = sessionOf();
    if (scheduled === undefined || checkIn === undefined) throw new Error('the fixture has both');

    it('is over: nothing is foreseen, cleared or looked at any more', () => {
      for (const session of [planned, sessionOf()]) {
        const over = applyToSession(session, calledOff(1));
        expect(overAt(over)).toBe(plusSeconds(now, 1));
        expect(needsClearance(over)).toBe(false);
        const { state, facts } = review(over, { consents: {} });
        expect(facts).toEqual([]);
        expect(state.lookAt).toBeUndefined();
      }
    });
    it('keeps the last word', () => {
      const over = applyToSession(planned, calledOff(5));
      expect(applyToSession(over, calledOff(1))).toBe(over);
      expect(applyToSession(over, calledOff(5))).toBe(over);
      expect(applyToSession(over, calledOff(9)).calledOff?.at).toBe(plusSeconds(now, 9));
    });
    it('is open again once it is planned anew or somebody checks in', () => {
      const over = applyToSession(planned, calledOff(5));
      const later = { at: plusSeconds(now, 9), eventId: 'evt-later' };
      expect(overAt(applyToSession(over, { type: 'scheduled', ...scheduled, ...later }))).toBeUndefined();
      expect(overAt(applyToSession(over, { type: 'checked-in', ...checkIn, ...later }))).toBeUndefined();
      const earlier = { at: plusSeconds(now, 3), eventId: 'evt-earlier' };
      expect(overAt(applyToSession(over, { type: 'checked-in', ...checkIn, ...earlier }))).toBe(
        plusSeconds(now, 5),
      );
    });
    it('is open again after break-glass, which a cancellation does not forbid', () => {
      const over = applyToSession(planned, calledOff(5));
      const at = plusSeconds(now, 9);
      const request = {
        at,
        eventId: 'evt-glass',
        by: 'clinician-1',
        nature: 'other',
        recipientId: 'staff-1',
      };
      const broken = breakGlass(over, { ...request, reasonRecordId: 'rec-1' }, policy, at);
      expect(broken.outcome).toBe('done');
      if (broken.outcome === 'done') expect(overAt(broken.state)).toBeUndefined();
    });
    it('has not been called off once it has started, whatever anybody says: it is watched until it ends', () => {
      const started = applyToSession(sessionOf(), { type: 'started', at: now });
      expect(overAt(applyToSession(started, calledOff(60)))).toBeUndefined();
      const ended = applyToSession(started, { type: 'ended', at: plusSeconds(now, 90) });
      expect(overAt(applyToSession(ended, calledOff(60)))).toBe(plusSeconds(now, 90));
      expect(overAt({ ...planned, endedAt: now, calledOff: calledOff(60) })).toBe(now);
    });
  });
  it('of a client begins with the registration', () => {
    const registered = { at: now, eventId: 'e', jurisdiction: 'US-CA', profileRecordId: 'rec-1' };
    const client = applyToClient(newClient('c'), { type: 'registered', ...registered });
    expect(client).toEqual({ ...newClient('c'), registered });
  });
  it('begins with no more than who it is about', () => {
    expect(newSession('session-1', 'client-1')).toEqual({ sessionId: 'session-1', clientId: 'client-1' });
  });
  it('runs from its start to its end', () => {
    const started = applyToSession(sessionOf(), { type: 'started', at: now });
    expect([sessionOf(), started, { ...started, endedAt: now }].map(isRunning)).toEqual([false, true, false]);
  });
  it('knows of a return before any loss, and keeps the later of two', () => {
    const back = applyToSession(sessionOf(), { type: 'connection-restored', at: now });
    expect(back.connection).toEqual({ lostAt: '', party: 'unknown', restoredAt: now });
    const later = applyToSession(back, { type: 'connection-restored', at: plusSeconds(now, 3) });
    expect(later.connection?.restoredAt).toBe(plusSeconds(now, 3));
  });
  it('keeps the latest loss and the latest return of the connection', () => {
    const lost = applyToSession(sessionOf(), { type: 'connection-lost', at: now, party: 'client' });
    expect(applyToSession(lost, { type: 'connection-lost', at: now, party: 'client' })).toBe(lost);
    const back = applyToSession(lost, { type: 'connection-restored', at: plusSeconds(now, 9) });
    expect(applyToSession(back, { type: 'connection-restored', at: plusSeconds(now, 9) })).toBe(back);
    const again = applyToSession(back, { type: 'connection-lost', at: plusSeconds(now, 5), party: 'client' });
    expect(again.connection).toEqual({
      lostAt: plusSeconds(now, 5),
      party: 'client',
      restoredAt: plusSeconds(now, 9),
    });
  });
});
