import { describe, expect, it } from 'vitest';
import { breakGlass, mayStart } from '../../../domain/clearance/break-glass.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import { applyToSession, isRunning, overAt, type SessionEvent } from '../../../domain/clearance/session.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { now, partiesOf, policy, sessionOf } from './fixtures.ts';

const at = (minute: number) => plusSeconds(now, minute * 60);
const { scheduled, checkIn } = sessionOf();
if (scheduled === undefined || checkIn === undefined) throw new Error('the fixture has both');
const ended = [
  { type: 'started', at: at(0) },
  { type: 'ended', at: at(10) },
] as const satisfies readonly SessionEvent[];
const after = (...events: readonly SessionEvent[]) =>
  reviewSession(events.reduce(applyToSession, sessionOf()), partiesOf(), policy, at(20)).state;

describe('a session that ended', () => {
  it('is over, and neither starts again nor by breaking the glass', () => {
    const session = after(...ended);
    expect([overAt(session), isRunning(session)]).toEqual([at(10), false]);
    const request = {
      at: at(20),
      eventId: 'g',
      by: 'staff-1',
      nature: 'n',
      recipientId: 'r',
      reasonRecordId: 's',
    };
    expect(breakGlass(session, request, policy, at(20)).outcome).toBe('refused');
  });

  it('goes on when it is resumed, in whatever order that arrives', () => {
    const resumed = { type: 'resumed', at: at(15) } as const;
    for (const events of [
      [...ended, resumed],
      [resumed, ...ended],
    ]) {
      const session = after(...events);
      expect([overAt(session), isRunning(session), mayStart(session)]).toEqual([undefined, true, true]);
    }
    expect(overAt(after(...ended, resumed, { type: 'ended', at: at(18) }))).toBe(at(18));
    expect(overAt(after(...ended, { ...resumed, at: at(5) }))).toBe(at(10));
  });

  it('may start again after a new check-in, or a plan for a later time', () => {
    const again = after(...ended, { type: 'checked-in', ...checkIn, at: at(12), eventId: 'c-2' });
    expect([overAt(again), isRunning(again), mayStart(again)]).toEqual([undefined, false, true]);
    const later = { type: 'scheduled', ...scheduled, at: at(12), eventId: 's-2', startsAt: at(90) } as const;
    expect(overAt(after(...ended, later))).toBeUndefined();
    expect(overAt(after(...ended, { ...later, startsAt: scheduled.startsAt }))).toBe(at(10));
  });
});

it('a connection that comes back cancels the call and its failure', () => {
  const lost = [
    { type: 'started', at: at(0) },
    { type: 'connection-lost', at: at(1), party: 'client' },
  ] as const;
  const facts = (...events: readonly SessionEvent[]) =>
    reviewSession(events.reduce(applyToSession, sessionOf()), partiesOf(), policy, at(20)).facts.map(
      ({ type }) => type,
    );
  expect(facts(...lost)).toContain('session.fallback-due.v1');
  expect(facts(...lost, { type: 'connection-restored', at: at(2) })).not.toContain('session.fallback-due.v1');
});
