import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newPresence,
  observe,
  type Presence,
  type PresenceEvent,
} from '../../../domain/presence/presence.ts';
import { type PresencePolicy, settle } from '../../../domain/presence/derive-session-facts.ts';

const policy: PresencePolicy = {
  version: 'test',
  endedAfterSeconds: 120,
  missedAfterSeconds: 900,
  longestSeconds: 28_800,
};
const time = (minute: number, second = 0): string =>
  new Date(Date.UTC(2027, 2, 1, 10, minute, second)).toISOString();
const scheduled: PresenceEvent = {
  type: 'scheduled',
  at: time(-60),
  eventId: 'e-1',
  clientId: 'client-1',
  clinicianId: 'clinician-1',
  startsAt: time(0),
};
const who = (connectionId: string, personId?: string) => ({
  connectionId,
  role: 'unknown' as const,
  ...(personId === undefined ? {} : { personId }),
});
const joined = (id: string, at: string, person?: string): PresenceEvent => ({
  type: 'joined',
  at,
  ...who(id, person),
});
const left = (id: string, at: string): PresenceEvent => ({ type: 'left', at, ...who(id) });
const dropped = (id: string, at: string): PresenceEvent => ({ type: 'dropped', at, ...who(id) });

/** Plays events as they arrive, then looks at these times; gives every fact told. */
const play = (events: readonly (PresenceEvent | { look: string })[]): string[] => {
  let presence: Presence = newPresence('session-1');
  const told: string[] = [];
  for (const event of events) {
    const now = 'look' in event ? event.look : event.at;
    const observed = 'look' in event ? presence : observe(presence, event);
    const { decided } = settle(observed, policy, now);
    presence = decided.state;
    for (const { type, data } of decided.facts) {
      const { reason, party } = data as { reason?: string; party?: string };
      told.push([type, reason ?? party].filter((part) => part !== undefined).join(' '));
    }
  }
  return told;
};

describe('a session in its room', () => {
  it('starts with the first who comes and ends a while after the last has gone', () => {
    const session = [scheduled, joined('a', time(1), 'clinician-1'), joined('b', time(2), 'client-1')];
    expect(play([...session, left('b', time(50)), left('a', time(51)), { look: time(52, 30) }])).toEqual([
      'session.started.v1',
    ]);
    expect(play([...session, left('b', time(50)), left('a', time(51)), { look: time(53) }])).toEqual([
      'session.started.v1',
      'session.ended.v1',
    ]);
  });

  it('goes on where somebody comes back within the while, by whatever connection', () => {
    const again = [
      scheduled,
      joined('a', time(1)),
      left('a', time(20)),
      joined('a2', time(21)),
      { look: time(40) },
    ];
    expect(play(again)).toEqual(['session.started.v1']);
  });

  it('is not ended by a left that is late, or by join and left in one instant', () => {
    expect(
      play([scheduled, joined('a', time(1)), joined('a', time(5)), left('a', time(4)), { look: time(30) }]),
    ).toEqual(['session.started.v1']);
    expect(play([scheduled, left('a', time(5)), joined('a', time(5)), { look: time(30) }])).toEqual([
      'session.started.v1',
    ]);
  });

  it('is ended by a room that closed, when nobody opens it again', () => {
    const closed: PresenceEvent = { type: 'closed', at: time(50) };
    expect(play([scheduled, joined('a', time(1)), closed, { look: time(52) }])).toContain('session.ended.v1');
    const back = joined('b', time(51));
    expect(play([scheduled, joined('a', time(1)), closed, back, { look: time(60) }])).toEqual([
      'session.started.v1',
    ]);
  });

  it('ends at the latest after the longest time, where the end is never told', () => {
    expect(play([scheduled, joined('a', time(1)), { look: time(1 + 480) }])).toContain('session.ended.v1');
  });

  it('is told of once its schedule is known, also where that comes last', () => {
    const [started] = play([joined('a', time(1), 'client-1'), scheduled]);
    expect(started).toBe('session.started.v1');
    expect(play([joined('a', time(1)), { look: time(30) }])).toEqual([]);
  });
});

describe('a lost connection', () => {
  it('is told at once, with whose it was where that is known, and each time again', () => {
    const session = [scheduled, joined('a', time(1), 'clinician-1'), joined('b', time(2), 'client-1')];
    const events = [
      ...session,
      dropped('b', time(10)),
      joined('b', time(11)),
      dropped('b', time(12)),
      dropped('b', time(12)),
    ];
    expect(play(events)).toEqual([
      'session.started.v1',
      'session.connection-lost.v1 client',
      'session.connection-lost.v1 client',
    ]);
  });

  it('is not told where the person is back already', () => {
    expect(play([scheduled, joined('b', time(2)), joined('b', time(11)), dropped('b', time(10))])).toEqual([
      'session.started.v1',
    ]);
  });
});

describe('a session that somebody missed', () => {
  it('nobody came', () => {
    expect(play([scheduled, { look: time(14, 59) }])).toEqual([]);
    expect(play([scheduled, { look: time(15) }, { look: time(30) }])).toEqual([
      'session.missed.v1 nobody-came',
    ]);
  });

  it('only one came, and it is known who', () => {
    const clinician = joined('a', time(1), 'clinician-1');
    expect(play([scheduled, clinician, { look: time(15) }])).toContain('session.missed.v1 client-absent');
    const client = joined('b', time(1), 'client-1');
    expect(play([scheduled, client, { look: time(15) }])).toContain('session.missed.v1 clinician-absent');
  });

  it('is not called missed where somebody came who may be either', () => {
    expect(play([scheduled, joined('a', time(1)), { look: time(15) }])).toEqual(['session.started.v1']);
  });

  it('is not missed where it was cancelled, moved, or started by word of the record system', () => {
    expect(play([scheduled, { type: 'cancelled', at: time(-30) }, { look: time(15) }])).toEqual([]);
    const moved = { ...scheduled, at: time(-20), eventId: 'e-2', startsAt: time(120) };
    expect(play([scheduled, moved, { look: time(15) }])).toEqual([]);
    expect(play([scheduled, { type: 'started', at: time(1) }, { look: time(15) }])).toEqual([]);
  });

  it('can be missed again where it was moved', () => {
    const moved = { ...scheduled, at: time(20), eventId: 'e-2', startsAt: time(120) };
    expect(play([scheduled, { look: time(15) }, moved, { look: time(135) }])).toHaveLength(2);
  });
});

describe('whatever the order', () => {
  const event = fc.oneof(
    fc.record({
      type: fc.constantFrom('joined', 'left', 'dropped'),
      at: fc.nat(100).map((m) => time(m)),
      connectionId: fc.constantFrom('a', 'b', 'c'),
      role: fc.constantFrom('unknown', 'client', 'clinician'),
    }),
    fc.record({
      type: fc.constantFrom('opened', 'closed', 'cancelled', 'started', 'ended', 'missed'),
      at: fc.nat(100).map((m) => time(m)),
    }),
    fc.record({
      type: fc.constant('scheduled'),
      at: fc.nat(100).map((m) => time(m)),
      eventId: fc.uuid(),
      clientId: fc.constant('client-1'),
      clinicianId: fc.constant('clinician-1'),
      startsAt: fc.nat(100).map((m) => time(m)),
    }),
  ) as fc.Arbitrary<PresenceEvent>;
  const of = (events: readonly PresenceEvent[]) => events.reduce(observe, newPresence('session-1'));

  it('the same events make the same presence, however often they come', () => {
    fc.assert(
      fc.property(
        fc
          .array(event, { maxLength: 12 })
          .chain((events) =>
            fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
          ),
        ([events, shuffled]) => {
          expect(of([...shuffled, ...events])).toEqual(of(events));
        },
      ),
    );
  });

  it('what was told is not told again, and time alone tells only what its deadline announced', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.nat(200), (events, minute) => {
        const now = time(minute);
        const first = settle(of(events), policy, now);
        const second = settle(first.decided.state, policy, now);
        expect(second.decided.facts).toEqual([]);
        const { deadline } = second;
        const before =
          deadline === undefined ? time(10_000) : new Date(Date.parse(deadline) - 1).toISOString();
        if (before > now) expect(settle(second.decided.state, policy, before).decided.facts).toEqual([]);
      }),
    );
  });
});
