import { describe, expect, test } from 'vitest';
import type { Acknowledged, Incident } from '../../../domain/crisis/incident.ts';
import { type Command, respond } from '../../../domain/crisis/respond.ts';
import { acknowledged, answered, at, closed, paged, policy, welfareConfirmed } from './given.ts';

const join: Command = { verb: 'join' };
const takeOver: Command = { verb: 'take-over' };
const handOver: Command = { verb: 'hand-over', staffIds: ['cora'] };

const decided = (incident: Incident, staffId: string, command: Command) => {
  const response = respond(incident, staffId, command, policy, at(120));
  if (response.outcome !== 'done') throw new Error(JSON.stringify(response));
  return response.decided;
};

describe('joining unasked', () => {
  test('makes a helper, tells the responder, who keeps the lead and the check-in', () => {
    const before = acknowledged() as Acknowledged;
    const { state, facts } = decided(before, 'bea', join);
    expect(state).toMatchObject({ responder: 'ada', helpers: ['bea'], nextStepAt: before.nextStepAt });
    expect(state.notices.at(-1)).toEqual({ staffId: 'ada', kind: 'help-coming' });
    expect(facts.map(({ type }) => type)).toEqual(['incident.helper-joined.v1']);
    expect(respond(state, 'bea', join, policy, at(130))).toEqual({ outcome: 'already', as: 'helper' });
  });

  test('leaves a hand-over that others are asked for as it is', () => {
    const asked = answered(acknowledged(), 'ada', handOver, 100);
    const { state } = decided(asked, 'bea', join);
    expect((state as Acknowledged).ask).toEqual((asked as Acknowledged).ask);
  });
});

describe('taking over', () => {
  test('gives the lead and a new check-in to the one who takes over, and tells the one who had it', () => {
    const helped = answered(acknowledged(), 'bea', join, 100);
    const { state, facts } = decided(helped, 'bea', takeOver);
    expect(state).toMatchObject({
      responder: 'bea',
      helpers: [],
      checkInDueAt: at(1020),
      nextStepAt: at(1020),
    });
    expect(state.notices.at(-1)).toEqual({ staffId: 'ada', kind: 'handed-over' });
    expect(facts.map(({ type }) => type)).toEqual(['incident.handed-over.v1', 'incident.acknowledged.v1']);
  });

  test('lets the new responder say that they have arrived, too', () => {
    const arrived = answered(acknowledged(), 'ada', { verb: 'arrived' }, 100);
    const { state } = decided(arrived, 'bea', takeOver);
    expect(decided(state, 'bea', { verb: 'arrived' }).facts[0]?.type).toBe('incident.arrived.v1');
  });

  test('ends an ask, and those who were asked learn that somebody has it', () => {
    const asked = answered(acknowledged(), 'ada', handOver, 100);
    const { state } = decided(asked, 'bea', takeOver);
    expect(state).not.toHaveProperty('ask');
    expect(state.notices).toContainEqual({ staffId: 'cora', kind: 'taken' });
  });
});

test.each([
  ['nobody has it', paged, 'bea', { outcome: 'refused', reason: 'not-taken-yet' }],
  ['the one who has it says so', acknowledged, 'ada', { outcome: 'already' }],
  ['the welfare is confirmed', welfareConfirmed, 'bea', { outcome: 'refused', reason: 'taken-by-other' }],
  ['it is closed', closed, 'bea', { outcome: 'refused', reason: 'closed' }],
] as const)('changes nothing where %s', (_, given, staffId, response) => {
  expect(respond(given(), staffId, join, policy, at(800))).toEqual(response);
  expect(respond(given(), staffId, takeOver, policy, at(800))).toEqual(response);
});
