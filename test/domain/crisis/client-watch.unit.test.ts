import { describe, expect, test } from 'vitest';
import {
  type ClientWatch,
  dueLosses,
  missedSession,
  newClientWatch,
  observe,
  watchDeadline,
  type WatchEvent,
} from '../../../domain/crisis/client-watch.ts';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { acknowledged, at, closed, opened, policy, welfareConfirmed } from './given.ts';

const watched = (until?: string): ClientWatch => {
  const event = { type: 'watched', level: 'elevated', at: at(0), ...(until && { until }) } as const;
  return (
    observe(newClientWatch('client-1'), event, undefined, policy, at(0))?.state ?? newClientWatch('client-1')
  );
};
const lost = { type: 'connection-lost', eventId: 'evt-lost', sessionId: 'session-1', at: at(60) } as const;
const unresolved = {
  type: 'connection-unresolved',
  eventId: 'evt-unresolved',
  sessionId: 'session-1',
  lostAt: at(60),
  at: at(420),
} as const;
const triggerOf = (
  watch: ClientWatch,
  event: typeof lost | typeof unresolved,
  incident?: Incident,
): unknown => {
  const seen = observe(watch, event, incident, policy, at(420));
  return seen?.facts[0]?.data.trigger;
};

const after = (watch: ClientWatch, ...events: readonly WatchEvent[]): ClientWatch =>
  events.reduce((state, event) => observe(state, event, undefined, policy, event.at)?.state ?? state, watch);

describe('a connection that is lost', () => {
  test('is nothing of a client without elevated risk and without an incident', () => {
    expect(triggerOf(newClientWatch('client-1'), lost)).toBeUndefined();
    expect(triggerOf(newClientWatch('client-1'), unresolved)).toBeUndefined();
    expect(triggerOf(newClientWatch('client-1'), unresolved, closed())).toBeUndefined();
  });

  test('is a trigger at elevated risk, while that lasts', () => {
    expect(triggerOf(watched(), lost)).toBe('connection-lost-at-risk');
    expect(triggerOf(watched(), unresolved)).toBe('connection-unresolved-at-risk');
    expect(triggerOf(watched(at(60)), lost)).toBeUndefined();
    expect(triggerOf(watched(at(420)), unresolved)).toBeUndefined();
  });

  test.each([opened(), acknowledged(), welfareConfirmed()])(
    'is a trigger while an incident is $status',
    (it) => {
      expect(triggerOf(newClientWatch('client-1'), lost, it)).toBe('connection-lost-in-crisis');
      expect(triggerOf(newClientWatch('client-1'), unresolved, it)).toBe('connection-unresolved-in-crisis');
    },
  );

  test('is one alarm, however often its event comes', () => {
    const first = observe(watched(), lost, undefined, policy, at(90));
    expect(first?.facts).toHaveLength(1);
    const state = first?.state ?? watched();
    expect(observe(state, lost, closed(), policy, at(90))).toBeUndefined();
    expect(observe(state, { ...lost, eventId: 'evt-2' }, closed(), policy, at(90))?.facts).toHaveLength(1);
  });

  test('is an alarm when its grace has passed', () => {
    const waiting = observe(watched(), lost, undefined, policy, at(61));
    const state = waiting?.state ?? watched();
    expect(waiting?.facts).toEqual([]);
    expect(watchDeadline(state, policy)).toBe(at(90));
    expect(observe(state, lost, undefined, policy, at(62))).toBeUndefined();
    expect(dueLosses(state, undefined, at(89))).toBeUndefined();
    const due = dueLosses(state, undefined, at(90));
    expect(due?.facts.map(({ data }) => data.trigger)).toEqual(['connection-lost-at-risk']);
    expect(dueLosses(due?.state ?? state, undefined, at(91))).toBeUndefined();
    expect(dueLosses(state, opened(), at(90))?.facts[0]?.data.trigger).toBe('connection-lost-in-crisis');
  });

  test('is none where the connection came back in time, in whatever order that arrives', () => {
    const restored = { type: 'connection-restored', sessionId: 'session-1', at: at(70) } as const;
    for (const events of [
      [lost, restored],
      [restored, lost],
    ]) {
      const state = after(watched(), ...events);
      expect(dueLosses(state, undefined, at(200))).toBeUndefined();
      expect(observe(state, unresolved, undefined, policy, at(420))).toBeUndefined();
      // The next one is an alarm as before.
      const again = { ...lost, eventId: 'evt-2', at: at(75) };
      expect(dueLosses(after(state, again), undefined, at(105))?.facts).toHaveLength(1);
    }
    const elsewhere = after(watched(), lost, { ...restored, sessionId: 'session-2' });
    expect(dueLosses(elsewhere, undefined, at(200))?.facts).toHaveLength(1);
  });

  test('is none where it becomes known half a day later', () => {
    expect(observe(watched(), lost, undefined, policy, at(60 + 43_201))).toBeUndefined();
    expect(observe(watched(), unresolved, undefined, policy, at(60 + 43_201))).toBeUndefined();
  });

  test('and not made good is no news to the person who confirmed the welfare knowing of it', () => {
    const trigger = { eventId: 'evt-9', trigger: 'connection-lost-in-crisis', at: at(61) };
    for (const incident of [welfareConfirmed(), closed()]) {
      const knowing = { ...incident, triggers: [...incident.triggers, trigger] };
      expect(triggerOf(watched(), unresolved, knowing)).toBeUndefined();
    }
    const open = { ...opened(), triggers: [trigger] };
    expect(triggerOf(watched(), unresolved, open)).toBe('connection-unresolved-in-crisis');
  });
});

describe('a session that is missed', () => {
  const scheduled = { type: 'scheduled', sessionId: 'session-1', startsAt: at(100), at: at(1) } as const;
  const begun = { type: 'begun', sessionId: 'session-1', at: at(110) } as const;
  const isMissed = (events: readonly WatchEvent[], now = at(2000)) =>
    missedSession(after(watched(), ...events), policy, now)?.facts.length === 1;

  test('is a trigger a quarter of an hour after its planned start, once', () => {
    const watch = after(watched(), scheduled);
    expect(watchDeadline(watch, policy)).toBe(at(1000));
    expect(missedSession(watch, policy, at(999))).toBeUndefined();
    const missed = missedSession(watch, policy, at(1000));
    expect(missed?.facts).toEqual([
      {
        type: 'risk.detected.v1',
        data: { clientId: 'client-1', sessionId: 'session-1', trigger: 'session-missed-at-risk' },
      },
    ]);
    expect(missedSession(missed?.state ?? watch, policy, at(2000))).toBeUndefined();
  });

  test.each([[[scheduled, begun]], [[begun, scheduled]]])(
    'is none that began, in whatever order that is heard',
    (events) => {
      expect(missedSession(after(watched(), ...events), policy, at(2000))).toBeUndefined();
    },
  );

  test('is one where the client stays away from a session that the clinician began', () => {
    const absent = { type: 'absent', sessionId: 'session-1', at: at(1000) } as const;
    for (const events of [
      [absent, begun, scheduled],
      [absent, { ...begun, at: at(1000) }, scheduled],
    ])
      expect(isMissed(events)).toBe(true);
    const waiting = after(watched(), scheduled, begun);
    expect(observe(waiting, absent, undefined, policy, at(1000))?.facts).toHaveLength(1);
    expect(isMissed([absent, begun, { ...begun, at: at(1010) }, scheduled])).toBe(false);
    // A no-show that somebody enters in the evening.
    expect(isMissed([scheduled, begun, { ...absent, at: at(20_000) }], at(20_000))).toBe(false);
    expect(isMissed([absent])).toBe(false);
  });

  test('is none that was cancelled, unless it was planned again', () => {
    const cancelled = { type: 'cancelled', sessionId: 'session-1', at: at(50) } as const;
    expect(isMissed([scheduled, cancelled])).toBe(false);
    expect(isMissed([cancelled, scheduled])).toBe(false);
    expect(isMissed([scheduled, cancelled, { ...scheduled, at: at(60) }])).toBe(true);
  });

  test('is one that was moved after somebody had begun it', () => {
    const moved = { ...scheduled, startsAt: at(20_000), at: at(120) };
    expect(isMissed([scheduled, begun, moved], at(21_000))).toBe(true);
  });

  test('is none of an appointment that was past when it became known', () => {
    const late = observe(watched(), scheduled, undefined, policy, at(1000 + 3601))?.state ?? watched();
    expect(missedSession(late, policy, at(9000))).toBeUndefined();
    expect(watchDeadline(late, policy)).toBeUndefined();
    expect(isMissed([{ ...scheduled, at: at(1000) }])).toBe(false);
    // Stated again after its time: it was known before.
    expect(isMissed([scheduled, { ...scheduled, at: at(1000) }])).toBe(true);
  });

  test('of a client without elevated risk is not looked for', () => {
    expect(watchDeadline(after(newClientWatch('client-1'), scheduled), policy)).toBeUndefined();
  });
});
