import { describe, expect, test } from 'vitest';
import {
  type ClientWatch,
  missedSession,
  newClientWatch,
  observe,
  watchDeadline,
} from '../../../domain/crisis/client-watch.ts';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { acknowledged, at, closed, opened, policy, welfareConfirmed } from './given.ts';

const watched = (until?: string): ClientWatch => {
  const event = { type: 'watched', level: 'elevated', at: at(0), ...(until && { until }) } as const;
  return observe(newClientWatch('client-1'), event, undefined, policy)?.state ?? newClientWatch('client-1');
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
  const [fact] = observe(watch, event, incident, policy)?.facts ?? [];
  return fact?.data.trigger;
};

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
    const told = observe(watched(), lost, undefined, policy);
    expect(told?.facts).toHaveLength(1);
    expect(observe(told?.state ?? watched(), lost, closed(), policy)).toBeUndefined();
    expect(
      observe(told?.state ?? watched(), { ...lost, eventId: 'evt-2' }, closed(), policy)?.facts,
    ).toHaveLength(1);
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
  const after = (watch: ClientWatch, ...events: readonly (typeof scheduled | typeof begun)[]): ClientWatch =>
    events.reduce((state, event) => observe(state, event, undefined, policy)?.state ?? state, watch);

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

  test('of a client without elevated risk is not looked for', () => {
    expect(watchDeadline(after(newClientWatch('client-1'), scheduled), policy)).toBeUndefined();
  });
});
