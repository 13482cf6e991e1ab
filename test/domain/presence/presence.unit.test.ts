import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../../../domain/presence/derive-session-facts.ts';
import type { PresencePolicy } from '../../../domain/presence/judge.ts';
import {
  newPresence,
  observe,
  type Presence,
  type PresenceEvent as AnyEvent,
} from '../../../domain/presence/presence.ts';

/** What happens in the room itself; rooms under other ids have a test of their own. */
type PresenceEvent = Extract<AnyEvent, { at: string }>;

const policy: PresencePolicy = {
  version: 'test',
  startsEarlySeconds: 900,
  plannedSeconds: 3000,
  endedAfterSeconds: 120,
  emptyAfterSeconds: 900,
  missedAfterSeconds: 900,
  longestSeconds: 28_800,
  pastAfterSeconds: 3600,
};
/** Minutes after the planned start. */
const time = (minute: number, second = 0): string =>
  new Date(Date.UTC(2027, 2, 1, 10, minute, second)).toISOString();
const scheduled = {
  type: 'scheduled',
  at: time(-120),
  learnedAt: time(-120),
  eventId: 'e-1',
  clientId: 'client-1',
  clinicianId: 'clinician-1',
  startsAt: time(0),
  stated: {},
} as const satisfies PresenceEvent;
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
const look = (minute: number, second = 0) => ({ look: time(minute, second) });

type Step = PresenceEvent | { look: string };

/** Plays events as they arrive, then looks at these times. */
const playOn = (
  before: Presence,
  steps: readonly Step[],
  rules: PresencePolicy = policy,
): { presence: Presence; facts: string[] } => {
  let presence = before;
  const facts: string[] = [];
  for (const step of steps) {
    const now = 'look' in step ? step.look : step.at;
    const { decided } = settle('look' in step ? presence : observe(presence, step), rules, now);
    presence = decided.state;
    for (const { type, data } of decided.facts) {
      const { reason, party } = data as { reason?: string; party?: string };
      facts.push([type.replace(/^session\.|\.v1$/g, ''), reason ?? party].filter(Boolean).join(' '));
    }
  }
  return { presence, facts };
};
const play = (steps: readonly Step[]): string[] => playOn(newPresence('session-1'), steps).facts;

const clinicianIn = joined('a', time(1), 'clinician-1');
const clientIn = joined('b', time(2), 'client-1');
const both = [scheduled, clinicianIn, clientIn];

describe('the start of a session', () => {
  it('is when somebody is there near its plan, however early they came', () => {
    expect(play([scheduled, joined('a', time(-14), 'clinician-1')])).toEqual(['started']);
    const early = [scheduled, joined('a', time(-40), 'clinician-1')];
    expect(play([...early, look(-16)])).toEqual([]);
    expect(play([...early, look(-15)])).toEqual(['started']);
  });

  it('is when both are there, at whatever time', () => {
    expect(
      play([scheduled, joined('a', time(-60), 'clinician-1'), joined('b', time(-59), 'client-1')]),
    ).toEqual(['started']);
    // Two connections of which nothing is known may be one page that is loaded again.
    const unknown = [scheduled, joined('a', time(-60)), joined('b', time(-59))];
    expect(play([...unknown, look(-59, 29)])).toEqual([]);
    expect(play([...unknown, look(-59, 30)])).toEqual(['started']);
    expect(play([...unknown, left('a', time(-59, 5)), look(-50)])).toEqual([]);
  });

  it('is not a test of the room by one person, on one device or two', () => {
    const test = [joined('a', time(-30), 'clinician-1'), joined('a2', time(-29), 'clinician-1')];
    const gone = [left('a', time(-28)), left('a2', time(-27)), look(-20)];
    expect(play([scheduled, ...test, ...gone])).toEqual([]);
    expect(play([scheduled, ...test, ...gone, clinicianIn, clientIn, look(40)])).toEqual(['started']);
  });

  it('is known once its schedule is known, also where that comes last', () => {
    expect(play([joined('a', time(1), 'client-1'), { ...scheduled, at: time(2) }])[0]).toBe('started');
    expect(play([joined('a', time(1)), look(30)])).toEqual([]);
  });
});

describe('the end of a session', () => {
  it('comes a while after the last has gone, when its plan is over', () => {
    const gone = [left('b', time(50)), left('a', time(51))];
    expect(play([...both, ...gone, look(52, 59)])).toEqual(['started']);
    expect(play([...both, ...gone, look(53)])).toEqual(['started', 'ended']);
    const long = { ...scheduled, plannedMinutes: 90 };
    expect(play([long, clinicianIn, clientIn, ...gone, look(60)])).toEqual(['started']);
  });

  it('takes longer while the plan is not over: three minutes both gone end nothing', () => {
    const gone = [...both, left('b', time(20)), left('a', time(20))];
    expect(play([...gone, look(23), joined('b2', time(23), 'client-1'), look(40)])).toEqual(['started']);
    expect(play([...gone, look(34, 59)])).toEqual(['started']);
    expect(play([...gone, look(35)])).toEqual(['started', 'ended']);
  });

  it('is revised when somebody comes back, and a loss then is noticed as before', () => {
    const ended = [...both, left('b', time(20)), left('a', time(20)), look(35)];
    const back = [joined('a', time(36), 'clinician-1'), joined('b', time(36), 'client-1')];
    expect(play([...ended, ...back, dropped('b', time(40)), look(41)])).toEqual([
      'started',
      'ended',
      'resumed',
      'connection-lost client',
    ]);
  });

  it('does not come before the session was to begin', () => {
    const early = [joined('a', time(-14), 'clinician-1'), left('a', time(-12)), look(5)];
    expect(play([scheduled, ...early])).toEqual(['started']);
    expect(play([scheduled, ...early, look(15)])).toEqual(['started', 'missed client-absent', 'ended']);
  });

  it('does not come of a left that is late, or of join and left in one instant', () => {
    expect(
      play([scheduled, joined('a', time(1)), joined('a', time(5)), left('a', time(4)), look(14)]),
    ).toEqual(['started']);
    expect(play([scheduled, left('a', time(5)), joined('a', time(5)), look(14)])).toEqual(['started']);
  });

  it('comes of a room that closed, when nobody opens it again', () => {
    const closed: PresenceEvent = { type: 'closed', at: time(50) };
    expect(play([...both, closed, look(52)])).toEqual(['started', 'ended']);
    expect(play([...both, closed, joined('c', time(51)), look(60)])).toEqual(['started']);
  });

  it('comes after the longest time, where nobody reports it', () => {
    expect(play([...both, look(500)])).toEqual(['started', 'ended']);
    expect(play([scheduled, { type: 'started', at: time(1) }, look(500)])).toEqual(['ended']);
  });

  it('comes at once where a record system states it, and a return revises that, too', () => {
    const ended: PresenceEvent = { type: 'ended', at: time(30) };
    // What others state is a fact already; it is not published a second time.
    expect(play([...both, ended, look(60)])).toEqual(['started']);
    expect(play([...both, ended, joined('b2', time(31), 'client-1')])).toEqual(['started', 'resumed']);
    expect(play([...both, ended, { type: 'resumed', at: time(31) }, look(60)])).toEqual(['started', 'ended']);
  });
});

describe('a lost connection', () => {
  it('is published at once, with whose it was, and so is its return', () => {
    const blip = [...both, dropped('b', time(10)), joined('b', time(10, 10))];
    expect(play(blip)).toEqual(['started', 'connection-lost client', 'connection-restored']);
    expect(play([...blip, dropped('b', time(12)), dropped('b', time(12))])).toEqual([
      'started',
      'connection-lost client',
      'connection-restored',
      'connection-lost client',
    ]);
  });

  it('is restored by another device of the same person, but not by the other party', () => {
    const lost = [...both, dropped('b', time(10))];
    const back = [...lost, joined('b2', time(11), 'client-1')];
    expect(play([...back, left('b2', time(50)), left('a', time(50))])).toEqual([
      'started',
      'connection-lost client',
      'connection-restored',
    ]);
    expect(play([...lost, joined('a2', time(11), 'clinician-1')])).not.toContain('connection-restored');
  });

  it('is restored by as many people as before, where nobody is known', () => {
    const lost = [scheduled, joined('a', time(1)), joined('b', time(2)), dropped('b', time(10))];
    expect(play([...lost, joined('c', time(10, 10))])).toEqual([
      'started',
      'connection-lost unknown',
      'connection-restored',
    ]);
    // The page of the other one, loaded again.
    expect(play([...lost, left('a', time(11)), joined('a2', time(11))])).not.toContain('connection-restored');
  });

  it('is restored when all are back', () => {
    const lost = [...both, dropped('b', time(10)), dropped('a', time(10, 1))];
    expect(play([...lost, joined('a', time(11))])).not.toContain('connection-restored');
    expect(play([...lost, joined('a', time(11)), joined('b', time(12))]).at(-1)).toBe('connection-restored');
  });

  it('is none while the person is there with another device, or is back already', () => {
    const second = joined('b2', time(3), 'client-1');
    expect(play([...both, second, dropped('b2', time(10))])).toEqual(['started']);
    expect(play([...both, joined('b', time(11)), dropped('b', time(10))])).toEqual(['started']);
  });

  it('is none in a test before the session, and none that becomes known after hours', () => {
    const test = [joined('b', time(-40), 'client-1'), dropped('b', time(-30))];
    expect(play([scheduled, ...test, clinicianIn])).toEqual(['started']);
    const late = { ...dropped('b', time(10)) };
    const { presence } = playOn(newPresence('session-1'), [...both, look(71)]);
    expect(settle(observe(presence, late), policy, time(71)).decided.facts).toEqual([]);
  });

  it('is published in an order that its times show, even if the clock stands still', () => {
    const now = time(10, 10);
    const { presence } = playOn(newPresence('session-1'), both);
    const lost = settle(observe(presence, dropped('b', time(10))), policy, now);
    const back = settle(observe(lost.decided.state, joined('b', now)), policy, now);
    expect(back.decided.facts.map(({ type }) => type)).toEqual(['session.connection-restored.v1']);
    expect(back.at > lost.at).toBe(true);
  });
});

describe('a session that somebody missed', () => {
  it('nobody came', () => {
    expect(play([scheduled, look(14, 59)])).toEqual([]);
    expect(play([scheduled, look(15), look(30)])).toEqual(['missed nobody-came']);
  });

  it('only one came, and it is known who', () => {
    expect(play([scheduled, clinicianIn, look(15)])).toContain('missed client-absent');
    expect(play([scheduled, clientIn, look(15)])).toContain('missed clinician-absent');
  });

  it('the client looked in early and then stayed away, while the clinician waited', () => {
    const peek = [joined('b', time(-30), 'client-1'), left('b', time(-29))];
    expect(play([scheduled, ...peek, clinicianIn, look(15)])).toEqual(['started', 'missed client-absent']);
    const near = [joined('b', time(-5), 'client-1'), left('b', time(-4))];
    expect(play([scheduled, ...near, clinicianIn, look(15)])).toEqual(['started', 'missed client-absent']);
  });

  it('one came who may be either', () => {
    expect(play([scheduled, joined('a', time(1)), look(15)])).toEqual(['started', 'missed one-absent']);
    expect(play([scheduled, joined('a', time(1)), joined('b', time(2)), look(15)])).toEqual(['started']);
  });

  it('though people were there long before: for a test, or for the week before', () => {
    const test = [joined('x', time(-60)), joined('y', time(-60)), left('x', time(-50)), left('y', time(-50))];
    expect(play([scheduled, ...test, look(-40), look(15)])).toEqual([
      'started',
      'missed nobody-came',
      'ended',
    ]);
    const week = 7 * 24 * 60;
    const next = { ...scheduled, at: time(60), eventId: 'e-2', startsAt: time(week) };
    const held = [...both, left('b', time(50)), left('a', time(50)), look(55)];
    expect(play([...held, next, look(week + 15)])).toEqual(['started', 'ended', 'missed nobody-came']);
  });

  it('turns out otherwise: who is absent is revised, and so is that anybody was', () => {
    const nobody = [scheduled, look(15)];
    const late = joined('a', time(16), 'clinician-1');
    expect(play([...nobody, late])).toEqual(['missed nobody-came', 'started', 'missed client-absent']);
    expect(play([...nobody, late, joined('b', time(17), 'client-1')]).at(-1)).toBe('resumed');
  });

  it('is none where it was cancelled, moved, or started by word of the record system', () => {
    expect(play([scheduled, { type: 'cancelled', at: time(-30) }, look(15)])).toEqual([]);
    const moved = { ...scheduled, at: time(-20), eventId: 'e-2', startsAt: time(120) };
    expect(play([scheduled, moved, look(15)])).toEqual([]);
    expect(play([scheduled, { type: 'started', at: time(1) }, look(15)])).toEqual([]);
  });

  it('can be missed again where it was moved', () => {
    const moved = { ...scheduled, at: time(20), learnedAt: time(20), eventId: 'e-2', startsAt: time(120) };
    expect(play([scheduled, look(15), moved, look(135)])).toHaveLength(2);
  });

  it('is none where the appointment was past when it became known', () => {
    const late = { ...scheduled, learnedAt: time(80) };
    expect(play([{ look: time(0) }, late, look(90)])).toEqual([]);
    expect(play([{ ...scheduled, at: time(16), learnedAt: time(16) }, look(90)])).toEqual([]);
    // Stated again after its time: it was known before.
    const again = { ...scheduled, at: time(14, 30), learnedAt: time(80), eventId: 'e-2' };
    expect(play([scheduled, again, look(15)])).toEqual(['missed nobody-came']);
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
      type: fc.constantFrom('closed', 'cancelled', 'started', 'resumed', 'ended', 'missed'),
      at: fc.nat(100).map((m) => time(m)),
    }),
    fc.record({
      type: fc.constant('scheduled'),
      at: fc.nat(100).map((m) => time(m)),
      learnedAt: fc.constant(time(100)),
      eventId: fc.nat().map((n) => `e-${n}`),
      clientId: fc.constant('client-1'),
      clinicianId: fc.constant('clinician-1'),
      startsAt: fc.nat(100).map((m) => time(m)),
      stated: fc.constant({}),
    }),
  ) as fc.Arbitrary<PresenceEvent>;
  const of = (events: readonly PresenceEvent[]) => events.reduce(observe, newPresence('session-1'));

  it('the same events make the same presence, however often they come', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(event, {
            maxLength: 12,
            selector: (each) => ('eventId' in each ? each.eventId : JSON.stringify(each)),
          })
          .chain((events) =>
            fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
          ),
        ([events, shuffled]) => {
          expect(of([...shuffled, ...events])).toEqual(of(events));
        },
      ),
    );
  });

  it('what was published is not published again, and time alone changes only what the deadline announced', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 12 }),
        fc.integer({ min: 100, max: 300 }),
        (events, minute) => {
          const now = time(minute);
          const first = settle(of(events), policy, now);
          const second = settle(first.decided.state, policy, now);
          expect(second.decided.facts).toEqual([]);
          const { deadline } = second;
          const before =
            deadline === undefined ? time(10_000) : new Date(Date.parse(deadline) - 1).toISOString();
          if (before > now) expect(settle(second.decided.state, policy, before).decided.facts).toEqual([]);
        },
      ),
    );
  });

  it('what a deadline announces is published then, so that no sweep finds it again', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 12 }),
        fc.integer({ min: 100, max: 300 }),
        (events, minute) => {
          let { decided, deadline } = settle(of(events), policy, time(minute));
          for (let looks = 0; deadline !== undefined && looks < 10; looks += 1) {
            const next = settle(decided.state, policy, deadline);
            expect(next.decided.facts).not.toEqual([]);
            ({ decided, deadline } = next);
          }
        },
      ),
    );
  });

  /** A session on several devices, most of whose events are reported, some twice. */
  const device = (connectionId: string, personId: string | undefined) =>
    fc
      .array(fc.tuple(fc.constantFrom('joined', 'left', 'dropped'), fc.integer({ min: -40, max: 55 })), {
        maxLength: 5,
      })
      .map((stays) => stays.map(([type, at]) => ({ type, at: time(at), ...who(connectionId, personId) })));
  const stream = fc
    .tuple(
      device('a', 'clinician-1'),
      device('b', 'client-1'),
      device('b2', 'client-1'),
      device('c', undefined),
    )
    .map((devices) => [scheduled, ...devices.flat()] as PresenceEvent[]);
  /** What consumers know after the last fact of each kind. */
  const outcome = ({ published: { phase, missed, losses } }: Presence) => ({
    isRunning: phase === 'running',
    losses: Object.keys(losses).sort(),
    missed,
  });

  it('the same events lead to the same final facts, in the order of their times or in any other', () => {
    fc.assert(
      fc.property(
        stream.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
          ),
        ),
        ([events, shuffled]) => {
          const end = time(58);
          // Nothing here is learned too late to matter.
          const patient = { ...policy, pastAfterSeconds: 7200 };
          const inTime = [...events].sort((a, b) => (a.at < b.at ? -1 : 1));
          const one = playOn(newPresence('session-1'), [...inTime, { look: end }], patient).presence;
          const other = shuffled.reduce(
            (presence, event) => settle(observe(presence, event), patient, end).decided.state,
            newPresence('session-1'),
          );
          const final = settle(other, patient, end).decided.state;
          expect(outcome(final)).toEqual(outcome(one));
          expect({ ...final, published: undefined }).toEqual({ ...one, published: undefined });
        },
      ),
    );
  });
});
