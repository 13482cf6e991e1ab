import { describe, expect, it } from 'vitest';
import { nextLook } from '../../../domain/clearance/next-review.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import { applyToSession, type Session } from '../../../domain/clearance/session.ts';
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
        type: 'session.forecast-changed.v1',
        data: {
          sessionId: 'session-1',
          clientId: 'client-1',
          forecast: 'at-risk',
          startsAt: plusSeconds(now, 10 * day),
          policyVersion: '2026-11',
        },
      },
    ]);
    expect(review(state, runsOut).facts).toEqual([]);
  });
  it('asks nothing of today that only the check-in can answer', () => {
    expect(review(planned).state.forecast?.decision).toBe('cleared');
    expect(review(planned).facts).toEqual([]);
  });
  it('good news are told to those who heard the bad', () => {
    const { facts } = review(review(planned, missing).state);
    expect(facts).toMatchObject([{ data: { forecast: 'clear' } }]);
  });
  it('a change of what is wrong is told, too', () => {
    const withdrawn = { one: { grant: grant(), withdrawnAt: now } };
    expect(types(review(review(planned, missing).state, { consents: withdrawn }).facts)).toEqual([
      'session.forecast-changed.v1',
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
    expect(review(late, expired).state.forecast?.decision).toBe('blocked');
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
  it('is cleared again when the consent relied on, or the policy, is another', () => {
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
  it('and is lost again starts again', () => {
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
    const running = { ...sessionOf(), startedAt: now };
    expect(nextLook(running, nobody, policy, now)).toBe(plusSeconds(now, day));
    const { client, clinician } = partiesOf({ consents: { c: { withdrawnAt: now } } });
    const bare = { clinicianId: clinician.clinicianId, openSessions: [] };
    const parties = { client, clinician: bare, birthDate: { status: 'unknown' } } as const;
    expect(nextLook(running, parties, policy, now)).toBe(plusSeconds(now, day));
  });
  const look = (given: Case = {}, changes: Partial<Session> = {}, at = now) =>
    nextLook({ ...sessionOf(given), startedAt: now, ...changes }, partiesOf(given), policy, at);
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
  it('is when the check-in is outdated, while nobody has started', () => {
    const { checkInValidSeconds } = policy;
    expect(nextLook(sessionOf(), partiesOf(), policy, now)).toBe(
      plusSeconds('2027-03-01T17:55:00.000Z', checkInValidSeconds),
    );
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
    const planned: Case = { ...eternal, plan: { startsAt: plusSeconds(now, -31 * day) }, checkIn: 'none' };
    expect(nextLook(sessionOf(planned), partiesOf(planned), policy, now)).toBeUndefined();
  });
  it('stays where one is planned already, moves forward when it is past, and goes with the end', () => {
    const first = review({ ...sessionOf(), startedAt: now }).state;
    expect(first.nextReviewAt).toBe(plusSeconds(now, day));
    expect(review(first, {}, plusSeconds(now, 600)).state).toBe(first);
    expect(review(first, {}, plusSeconds(now, day)).state.nextReviewAt).toBe(plusSeconds(now, 2 * day));
    expect(
      review(first, { clinician: { telehealthTrainingUntil: plusSeconds(now, 60) } }).state.nextReviewAt,
    ).toBe(plusSeconds(now, 60));
    expect(review({ ...first, endedAt: now }).state.nextReviewAt).toBeUndefined();
    const done = { ...sessionOf(), endedAt: now };
    expect(review(done).state).toBe(done);
  });
});
