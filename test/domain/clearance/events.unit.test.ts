import { describe, expect, it } from 'vitest';
import { breakGlass } from '../../../domain/clearance/break-glass.ts';
import { applyToClient, newClient } from '../../../domain/clearance/client.ts';
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
import { type Case, denial, grant, now, partiesOf, policy, sessionOf } from './fixtures.ts';

const review = (session: Session, given: Case = {}, at = now) =>
  reviewSession(session, partiesOf(given), policy, at);

describe('what is known of a client', () => {
  const granted = { type: 'consent-granted', consentId: 'c', grant: grant() } as const;
  const withdrawn = { type: 'consent-withdrawn', consentId: 'c', at: now } as const;
  it('is the same whichever of grant and withdrawal comes first, and twice changes nothing', () => {
    const one = applyToClient(applyToClient(newClient('x'), granted), withdrawn);
    expect(applyToClient(applyToClient(newClient('x'), withdrawn), granted)).toEqual(one);
    for (const event of [granted, withdrawn]) expect(applyToClient(one, event)).toBe(one);
  });
  it.each(['constructor', 'toString', 'valueOf'])(
    'holds a consent with the id %s like any other',
    (consentId) => {
      const one = applyToClient(newClient('x'), { ...granted, consentId });
      expect(one.consents).toEqual({ [consentId]: { grant: grant() } });
      const gone = applyToClient(one, { ...withdrawn, consentId });
      expect(gone.consents[consentId]?.withdrawnAt).toBe(now);
      expect(applyToClient(newClient('x'), { ...withdrawn, consentId }).consents).toEqual({
        [consentId]: { withdrawnAt: now },
      });
    },
  );
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
    expect(Object.values(denied.denials ?? {})).toEqual([no.denial]);
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
    const late = applyToSession(session, { type: 'scheduled', ...scheduled, ...older });
    expect(late).toEqual({ ...session, firstPlanned: { ...older, eventId: scheduled.eventId } });
    expect(applyToSession(late, { type: 'scheduled', ...scheduled, ...older })).toBe(late);
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
        expect(state.nextReviewAt).toBeUndefined();
      }
    });
    it('keeps the last word', () => {
      const over = applyToSession(planned, calledOff(5));
      expect(applyToSession(over, calledOff(1))).toBe(over);
      expect(applyToSession(over, calledOff(5))).toBe(over);
      expect(applyToSession(over, calledOff(9)).calledOff?.at).toBe(plusSeconds(now, 9));
    });
    it('is open again once it is planned again or somebody checks in', () => {
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
