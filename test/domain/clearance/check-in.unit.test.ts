import { describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import { decideClearance } from '../../../domain/clearance/decide-clearance.ts';
import {
  applyToSession,
  newSession,
  type Session,
  type SessionEvent,
} from '../../../domain/clearance/session.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { now, partiesOf, policy, sessionOf } from './fixtures.ts';

const hours = (count: number) => plusSeconds(now, count * 3600);
const location = (session: Session, at = now) =>
  decideClearance(session, partiesOf(), policy, at).checks.find(({ check }) => check === 'location')?.reason;

describe('a check-in', () => {
  it.each([
    ['just before the session', sessionOf(), now, 'location-confirmed'],
    ['three days ago', sessionOf({ checkIn: { at: hours(-72) } }), now, 'check-in-outdated'],
    [
      'of a session that was moved by three days',
      sessionOf({ plan: { startsAt: hours(72) } }),
      now,
      'check-in-outdated',
    ],
    [
      'of a session that was moved by an hour',
      sessionOf({ plan: { startsAt: hours(1) } }),
      now,
      'location-confirmed',
    ],
    ['to which nobody came for hours', sessionOf(), hours(5), 'check-in-outdated'],
    [
      'of a session that began with it and runs long',
      { ...sessionOf(), startedAt: now },
      hours(5),
      'location-confirmed',
    ],
    [
      'of a session that somebody resumes the next day',
      { ...sessionOf(), startedAt: now, endedAt: hours(1), resumedAt: hours(24) },
      hours(24),
      'check-in-outdated',
    ],
    [
      'of a session that began before its time',
      { ...sessionOf({ plan: { startsAt: hours(72) } }), startedAt: now },
      now,
      'location-confirmed',
    ],
    [
      'of a session that is planned again after it began',
      { ...sessionOf({ plan: { at: hours(1), startsAt: hours(72) } }), startedAt: now },
      hours(2),
      'check-in-outdated',
    ],
    [
      'while the session runs',
      { ...sessionOf({ checkIn: { at: hours(1) } }), startedAt: now },
      hours(1),
      'location-confirmed',
    ],
  ] as const)('%s', (_, session, at, expected) => {
    expect(location(session, at)).toBe(expected);
  });

  it('that is outdated lends neither its place nor anything else that it said', () => {
    const reasons = decideClearance(
      sessionOf({ checkIn: { at: hours(-72) } }),
      partiesOf(),
      policy,
      now,
    ).checks.map(({ reason }) => reason);
    expect(reasons).toEqual(
      expect.arrayContaining(['check-in-outdated', 'location-unknown', 'place-not-private']),
    );
  });
});

test('a plan that moves and check-ins decide the same, in whatever order they arrive', () => {
  const said = sessionOf();
  const checkIn = (id: number, at: number): SessionEvent => ({
    ...(said.checkIn ?? expect.fail('there is a check-in')),
    type: 'checked-in',
    at: hours(at),
    eventId: `c-${id}`,
  });
  const plan = (id: number, at: number, starts: number): SessionEvent => ({
    type: 'scheduled',
    at: hours(at),
    eventId: `s-${id}`,
    clinicianId: 'clinician-1',
    startsAt: hours(starts),
  });
  const event = fc.oneof(
    fc.record({ id: fc.nat(9), at: fc.integer({ min: -80, max: 0 }) }).map(({ id, at }) => checkIn(id, at)),
    fc
      .record({
        id: fc.nat(9),
        at: fc.integer({ min: -80, max: 0 }),
        starts: fc.integer({ min: -2, max: 80 }),
      })
      .map(({ id, at, starts }) => plan(id, at, starts)),
  );
  const after = (events: readonly SessionEvent[]) =>
    location(events.reduce(applyToSession, newSession('session-1', 'client-1')));
  fc.assert(
    fc.property(
      fc.uniqueArray(event, {
        minLength: 2,
        maxLength: 6,
        selector: (each) => ('eventId' in each ? each.eventId : each.type),
      }),
      fc.infiniteStream(fc.nat()),
      (events, order) => {
        const keyed = events.map((each) => [order.next().value, each] as const);
        const shuffled = keyed
          .sort(([left], [right]) => Number(left) - Number(right))
          .map(([, each]) => each);
        expect(after([...shuffled, ...shuffled])).toBe(after(events));
      },
    ),
  );
});
