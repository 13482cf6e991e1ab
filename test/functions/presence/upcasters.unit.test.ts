import { expect, test } from 'vitest';
import { settle } from '../../../domain/presence/derive-session-facts.ts';
import { observe } from '../../../domain/presence/presence.ts';
import { type PresenceOfSchema1, revisable } from '../../../functions/presence/upcasters.ts';
import { readPresencePolicy } from '../../../functions/presence/policy.ts';

const at = (minute: number) => new Date(Date.UTC(2027, 2, 1, 10, minute)).toISOString();
const stored: PresenceOfSchema1 = {
  sessionId: 'session-1',
  scheduled: {
    at: at(-60),
    eventId: 'e-1',
    clientId: 'client-1',
    clinicianId: 'clinician-1',
    startsAt: at(0),
  },
  connections: {
    a: { role: 'clinician', joinedAt: at(1) },
    b: { role: 'client', joinedAt: at(2), goneAt: at(10), droppedAt: at(10) },
  },
  startedAt: at(1),
  lossTold: { b: at(10) },
};
const facts = (settled: ReturnType<typeof settle>) => settled.decided.facts.map(({ type }) => type);
const policy = readPresencePolicy();

test('a running session of schema 1 goes on: its loss is not published again, its return is', () => {
  const settled = settle(revisable(stored), policy, at(11));
  expect(facts(settled)).toEqual([]);
  const back = { type: 'joined', at: at(12), connectionId: 'b', role: 'client' } as const;
  expect(facts(settle(observe(settled.decided.state, back), policy, at(12)))).toEqual([
    'session.connection-restored.v1',
  ]);
});

test('a session of schema 1 that had ended or was missed is not published again', () => {
  const ended = revisable({ ...stored, closedAt: at(20), endedAt: at(22) });
  expect(facts(settle(ended, policy, at(23)))).toEqual([]);
  const { startedAt: _, ...waiting } = stored;
  const missed = revisable({ ...waiting, connections: {}, lossTold: {}, missedAt: at(15) });
  expect(facts(settle(missed, policy, at(23)))).toEqual([]);
});
