import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observe, type PresenceEvent } from '../../../domain/presence/presence.ts';
import { deriveSessionFacts, deriveWithRooms } from '../../../functions/presence/derive-session-facts.ts';
import { presenceKey } from '../../../functions/presence/keys.ts';
import { readPresencePolicy } from '../../../functions/presence/policy.ts';
import { memoryAggregates } from '../../memory/memory-aggregates.ts';

const time = (minute: number) => new Date(Date.UTC(2027, 2, 1, 10, minute)).toISOString();
const week = 7 * 24 * 60;

/** A step: what is observed under which id, and when that arrives. */
type Step = readonly [id: string, event: PresenceEvent, arrivesAt?: number];

const scheduled = (id: string, minute: number, at = -3000): Step => [
  id,
  {
    type: 'scheduled',
    at: time(at),
    learnedAt: time(at),
    eventId: `booked-${id}-${at}`,
    clientId: `client-of-${id}`,
    clinicianId: 'clinician-1',
    startsAt: time(minute),
    stated: { kind: 'individual' },
  },
];
const linked = (id: string, ...roomIds: string[]): Step => [id, { type: 'linked', roomIds }];
const seen = (
  type: 'joined' | 'left' | 'dropped',
  who: string,
  minute: number,
  role: 'clinician' | 'unknown' = 'unknown',
): Step => ['room', { type, at: time(minute), connectionId: who, role }];

const arrivalOf = ([, event, arrivesAt]: Step): string =>
  arrivesAt === undefined ? ('at' in event ? event.at : time(-3000)) : time(arrivesAt);

/** Lets the steps arrive, looks at every session at the end, and gives the facts of each. */
const play = async (steps: readonly Step[], end: number, arrive: (step: Step) => string = arrivalOf) => {
  const aggregates = memoryAggregates();
  const dependencies = { aggregates, policy: readPresencePolicy() };
  for (const step of steps) {
    const [id, event] = step;
    await deriveWithRooms(dependencies, 'clinic', id, arrive(step), (known) => observe(known, event));
  }
  for (const id of new Set(steps.map(([each]) => each)))
    await deriveSessionFacts(dependencies, 'clinic', id, time(end));
  return {
    of: (sessionId: string) =>
      aggregates.facts
        .filter(({ data }) => (data as { sessionId?: string }).sessionId === sessionId)
        .map(({ type, data }) =>
          [type, (data as { reason?: string }).reason, (data as { startsAt?: string }).startsAt]
            .filter(Boolean)
            .join(' '),
        ),
    stateOf: async (id: string) => (await aggregates.load(presenceKey('clinic', id)))?.state,
  };
};

describe('a booking in one lane and a meeting in another', () => {
  const session = [
    scheduled('booking', 0),
    linked('booking', 'room'),
    seen('joined', 'host', -2, 'clinician'),
    seen('joined', 'guest', 1),
  ];

  test('meet, in whatever order they arrive: the session started, and nobody missed it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...session, ...session], { minLength: session.length * 2 }),
        async (steps) => {
          const { of } = await play(steps, 30, () => time(2));
          expect(of('booking')).toEqual(['session.started.v1']);
          expect(of('room')).toEqual([]);
        },
      ),
    );
  });

  test('a loss, a return and the end in the room are those of the session', async () => {
    const rest = [
      seen('dropped', 'guest', 10),
      seen('joined', 'guest-again', 11),
      seen('left', 'guest-again', 50),
      seen('left', 'host', 51),
    ];
    const { of } = await play([...session, ...rest], 55);
    expect(of('booking')).toEqual([
      'session.started.v1',
      'session.connection-lost.v1',
      'session.connection-restored.v1',
      'session.ended.v1',
    ]);
  });

  test('two lanes that both book the meeting both know of it', async () => {
    const { of } = await play([...session, scheduled('ehr', 5), linked('ehr', 'room')], 30);
    expect(of('booking')).toEqual(['session.started.v1']);
    expect(of('ehr')).toEqual(['session.started.v1']);
  });
});

describe('a room that several sessions use', () => {
  test('a weekly meeting: each occurrence is a session of its own', async () => {
    const { of } = await play(
      [
        scheduled('first', 0),
        scheduled('second', week),
        linked('first', 'room'),
        linked('second', 'room'),
        seen('joined', 'host', 0, 'clinician'),
        seen('joined', 'guest', 1),
        seen('left', 'guest', 50),
        seen('left', 'host', 51),
        seen('joined', 'host-2', week, 'clinician'),
      ],
      week + 16,
    );
    expect(of('first')).toEqual(['session.started.v1', 'session.ended.v1']);
    expect(of('second')).toEqual(['session.started.v1', 'session.missed.v1 client-absent']);
  });

  test('one after the other, with the clinician there throughout: the guest of one is not the guest of the next', async () => {
    const { of } = await play(
      [
        ...[scheduled('ten', 0), scheduled('eleven', 60), linked('ten', 'room'), linked('eleven', 'room')],
        seen('joined', 'host', -5, 'clinician'),
        seen('joined', 'guest-of-ten', 1),
        seen('left', 'guest-of-ten', 56),
      ],
      76,
    );
    expect(of('ten')).toEqual(['session.started.v1', 'session.ended.v1']);
    expect(of('eleven')).toEqual(['session.started.v1', 'session.missed.v1 client-absent']);
  });
});

test('a room that is used for years keeps what happens now', async () => {
  const before = Array.from({ length: 250 }, (_, index) => seen('joined', `guest-${index}`, index - 20_000));
  const { of, stateOf } = await play(
    [
      ...before,
      ...[scheduled('booking', 0), linked('booking', 'room')],
      seen('joined', 'host', 0, 'clinician'),
      seen('joined', 'guest', 1),
    ],
    30,
  );
  expect(of('booking')).toEqual(['session.started.v1']);
  expect(Object.keys((await stateOf('room'))?.connections ?? {})).toHaveLength(200);
});

describe('a booking that its room changes', () => {
  const rebooked = (from: number, to: number | undefined, at: number): Step => [
    'room',
    {
      type: 'rebooked',
      at: time(at),
      eventId: 'moved-1',
      from: time(from),
      ...(to === undefined ? {} : { startsAt: time(to) }),
    },
  ];
  const weekly = [
    scheduled('first', 0),
    scheduled('second', week),
    linked('first', 'room'),
    linked('second', 'room'),
  ];

  test('moves with it, in any order, and is not missed at the old time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...weekly, rebooked(0, 120, -60)], { minLength: 5 }),
        async (steps) => {
          const { of, stateOf } = await play(steps, 30, () => time(-50));
          expect(of('first')).toEqual([`session.scheduled.v1 ${time(120)}`]);
          expect(of('second')).toEqual([]);
          expect((await stateOf('first'))?.scheduled?.stated).toEqual({ kind: 'individual' });
        },
      ),
    );
  });

  test('is called off alone: the other occurrences take place', async () => {
    const { of } = await play([...weekly, rebooked(0, undefined, -60)], week + 16);
    expect(of('first')).toEqual(['session.cancelled.v1']);
    expect(of('second')).toEqual(['session.missed.v1 nobody-came']);
  });

  test('is called off with the whole meeting; what was booked afterwards is not', async () => {
    const deleted: Step = ['room', { type: 'cancelled', at: time(-60) }];
    const { of } = await play([...weekly, deleted, scheduled('second', week, -30)], 16);
    expect(of('first')).toEqual(['session.cancelled.v1']);
    expect(of('second').at(-1)).not.toBe('session.missed.v1 nobody-came');
  });

  test('keeps a start that was stated after the change', async () => {
    const { of } = await play([...weekly, rebooked(0, 120, -60), scheduled('first', 30, -20)], 40);
    expect(of('first')).toEqual([`session.scheduled.v1 ${time(120)}`]);
  });

  test('without a link, moves the session that is the room', async () => {
    const { of } = await play([scheduled('room', 0), rebooked(0, 120, -60)], 30);
    expect(of('room')).toEqual([`session.scheduled.v1 ${time(120)}`]);
  });
});
