import { describe, expect, test } from 'vitest';
import { nextStep } from '../../../domain/crisis/escalate.ts';
import type { Acknowledged, Incident } from '../../../domain/crisis/incident.ts';
import { openIncident } from '../../../domain/crisis/open-incident.ts';
import { type Command, respond, type Response } from '../../../domain/crisis/respond.ts';
import {
  acknowledged,
  answered,
  at,
  close,
  closed,
  flag,
  opened,
  paged,
  pass,
  policy,
  roster,
  take,
  welfare,
  welfareConfirmed,
} from './given.ts';

const about = { incidentId: 'incident-1', clientId: 'client-1' };

const askedAfter = (incident: Incident, seconds: number): Incident => {
  const step = nextStep(incident, roster, policy, at(seconds));
  if (step.action !== 'ask-check-in' && step.action !== 'announce-new-trigger') throw new Error(step.action);
  return step.prepared.state;
};
const asked = (): Incident => askedAfter(acknowledged(), 960);

const arrive: Command = { verb: 'arrived' };
const arrived = (): Incident => answered(acknowledged(), 'ada', arrive, 120);

const snooze: Command = { verb: 'snooze' };
const snoozed = (): Incident => answered(acknowledged(), 'ada', snooze, 120);
const snoozedTwice = (): Incident => answered(askedAfter(snoozed(), 1920), 'ada', snooze, 2000);

const given: Record<string, () => Incident> = {
  open: paged,
  acknowledged,
  arrived,
  'asked to check in': asked,
  snoozed,
  'asked after a snooze': () => askedAfter(snoozed(), 1920),
  'snoozed twice': snoozedTwice,
  'asked after two snoozes': () => askedAfter(snoozedTwice(), 3800),
  'welfare-confirmed': welfareConfirmed,
  closed,
};

/** What becomes of it: the new status, or the answer that changes nothing. */
const told = (response: Response): string =>
  response.outcome === 'done'
    ? `becomes ${response.decided.state.status}`
    : response.outcome === 'refused'
      ? `refused: ${response.reason}`
      : 'already so';

// Ada took it where it is taken; Bea was paged beside her; a stranger was never asked.
const table: [given: string, who: string, command: Command, then: string][] = [
  ['open', 'ada', take, 'becomes acknowledged'],
  ['open', 'a colleague who was never asked', take, 'becomes acknowledged'],
  ['open', 'ada', pass, 'becomes open'],
  ['open', 'ada', welfare, 'refused: not-taken-yet'],
  ['open', 'ada', close, 'refused: not-taken-yet'],

  ['acknowledged', 'ada', take, 'already so'],
  ['acknowledged', 'bea', take, 'refused: taken-by-other'],
  ['acknowledged', 'ada', pass, 'becomes open'],
  ['acknowledged', 'bea', pass, 'refused: taken-by-other'],
  ['acknowledged', 'ada', welfare, 'becomes welfare-confirmed'],
  ['acknowledged', 'bea', welfare, 'refused: taken-by-other'],
  ['acknowledged', 'ada', close, 'refused: welfare-not-confirmed'],
  ['acknowledged', 'bea', close, 'refused: taken-by-other'],
  ['acknowledged', 'ada', arrive, 'becomes acknowledged'],
  ['arrived', 'ada', arrive, 'already so'],
  ['asked to check in', 'ada', arrive, 'becomes acknowledged'],

  ['open', 'ada', snooze, 'refused: not-taken-yet'],
  ['acknowledged', 'ada', snooze, 'becomes acknowledged'],
  ['acknowledged', 'bea', snooze, 'refused: taken-by-other'],
  ['asked to check in', 'ada', snooze, 'becomes acknowledged'],
  ['snoozed', 'ada', snooze, 'already so'],
  ['snoozed', 'ada', arrive, 'becomes acknowledged'],
  ['asked after a snooze', 'ada', snooze, 'becomes acknowledged'],
  ['snoozed twice', 'ada', snooze, 'already so'],
  ['asked after two snoozes', 'ada', snooze, 'refused: snoozed-enough'],

  ['asked to check in', 'ada', take, 'becomes acknowledged'],
  ['asked to check in', 'bea', take, 'refused: taken-by-other'],
  ['asked to check in', 'ada', pass, 'becomes open'],
  ['asked to check in', 'ada', welfare, 'becomes welfare-confirmed'],
  ['asked to check in', 'ada', close, 'refused: welfare-not-confirmed'],

  ['welfare-confirmed', 'ada', take, 'already so'],
  ['welfare-confirmed', 'bea', take, 'refused: taken-by-other'],
  ['welfare-confirmed', 'ada', pass, 'refused: welfare-confirmed'],
  ['welfare-confirmed', 'bea', pass, 'refused: taken-by-other'],
  ['welfare-confirmed', 'ada', welfare, 'already so'],
  ['welfare-confirmed', 'bea', welfare, 'refused: taken-by-other'],
  ['welfare-confirmed', 'ada', close, 'becomes closed'],
  ['welfare-confirmed', 'bea', close, 'refused: taken-by-other'],

  ['closed', 'ada', take, 'refused: closed'],
  ['closed', 'ada', pass, 'refused: closed'],
  ['closed', 'ada', welfare, 'refused: closed'],
  ['closed', 'ada', close, 'already so'],
];

describe('an answer to an incident', () => {
  test.each(table.map(([state, who, command, then]) => ({ state, who, verb: command.verb, command, then })))(
    'that is $state: $verb by $who: $then',
    ({ state, who, command, then }) => {
      const incident = given[state]?.();
      if (incident === undefined) throw new Error(state);
      expect(told(respond(incident, who, command, policy, at(1000)))).toBe(then);
    },
  );
});

const done = (response: Response) => {
  if (response.outcome !== 'done') throw new Error(told(response));
  return response.decided;
};

describe('taking an incident', () => {
  test('gives it to the one who did, until the check-in is due', () => {
    const incident = paged();
    const { state, facts } = done(respond(incident, 'bea', take, policy, at(60)));
    expect(state).toMatchObject({
      status: 'acknowledged',
      responder: 'bea',
      step: incident.step + 1,
      nextStepAt: at(960),
      askedToCheckIn: false,
    });
    expect(state).not.toHaveProperty('tier');
    expect(facts).toEqual([
      { type: 'incident.acknowledged.v1', data: { ...about, staffId: 'bea', checkInDueAt: at(960) } },
    ]);
  });

  test('again, when asked to check in, puts the next check-in off', () => {
    const { state } = done(respond(asked(), 'ada', take, policy, at(1000)));
    expect(state).toMatchObject({ status: 'acknowledged', nextStepAt: at(1900), askedToCheckIn: false });
  });

  test('ends a paging that is under way', () => {
    const begun = nextStep(opened(), roster, policy, at(0));
    if (begun.action !== 'page') throw new Error(begun.action);
    expect(answered(begun.prepared.state, 'ada', take, 2)).not.toHaveProperty('paging');
  });
});

describe('putting the check-in off', () => {
  test('counts once for as long as it runs, however often it is said', () => {
    const { state, facts } = done(respond(acknowledged(), 'ada', snooze, policy, at(120)));
    expect(state).toMatchObject({ snoozes: 1, checkInDueAt: at(1920), nextStepAt: at(1920) });
    expect(facts).toEqual([
      { type: 'incident.snoozed.v1', data: { ...about, staffId: 'ada', checkInDueAt: at(1920) } },
    ]);
    for (const seconds of [120, 121, 1900])
      expect(respond(state, 'ada', snooze, policy, at(seconds))).toEqual({ outcome: 'already' });
  });

  test('ends when it got worse: then it may be put off once more', () => {
    const flagged = openIncident(
      { ...snoozed(), severity: 'high' },
      flag({ eventId: 'evt-worse' }),
      policy,
      at(300),
    );
    if (flagged === 'already-known') throw new Error(flagged);
    const { state } = done(respond(askedAfter(flagged.state, 300), 'ada', snooze, policy, at(310)));
    expect(state).toMatchObject({ snoozes: 2, checkInDueAt: at(2110) });
  });
});

describe('passing', () => {
  test('is kept, and the others still have their time', () => {
    const incident = paged();
    const { state, facts } = done(respond(incident, 'ada', pass, policy, at(60)));
    expect(state).toEqual({ ...incident, passes: [{ staffId: 'ada', round: 0 }] });
    expect(facts).toEqual([{ type: 'incident.passed.v1', data: { ...about, staffId: 'ada' } }]);
  });

  test('makes the next tier due at once where nobody of the tier is left', () => {
    const incident = answered(paged(), 'ada', pass, 60);
    const { state } = done(respond(incident, 'bea', pass, policy, at(70)));
    expect(state).toMatchObject({ status: 'open', nextStepAt: at(70), step: incident.step + 1 });
  });

  test('counts once a round', () => {
    const incident = answered(paged(), 'ada', pass, 60);
    expect(respond(incident, 'ada', pass, policy, at(70))).toEqual({ outcome: 'already' });
  });

  test('by the responder hands it back: the escalation runs again from the first tier', () => {
    const incident = acknowledged();
    const { state, facts } = done(respond(incident, 'ada', pass, policy, at(100)));
    expect(state).toMatchObject({
      status: 'open',
      tier: 0,
      round: 1,
      step: incident.step + 1,
      nextStepAt: at(100),
      passes: [{ staffId: 'ada', round: 0 }],
    });
    expect(facts).toEqual([
      { type: 'incident.passed.v1', data: { ...about, staffId: 'ada' } },
      { type: 'incident.reopened.v1', data: { ...about, round: 1, reason: 'handed-back' } },
    ]);
  });

  test('in the round before does not count in the next', () => {
    const again = paged(answered(acknowledged(), 'ada', pass, 100), 100);
    const { state } = done(respond(again, 'bea', pass, policy, at(110)));
    // Cora was asked at once, and still has her time.
    expect(state.status === 'open' && state.nextStepAt).toBe(at(300));
  });
});

describe('the end', () => {
  test('comes only after welfare was confirmed, and says how it ended', () => {
    const incident = welfareConfirmed();
    const { state, facts } = done(
      respond(incident, 'ada', { verb: 'close', outcome: 'hospital' }, policy, at(700)),
    );
    expect(state).toMatchObject({
      status: 'closed',
      outcome: 'hospital',
      closedAt: at(700),
      step: incident.step + 1,
    });
    expect(state).not.toHaveProperty('nextStepAt');
    expect(facts).toEqual([
      { type: 'incident.closed.v1', data: { ...about, staffId: 'ada', outcome: 'hospital' } },
      {
        type: 'incident.task-due.v1',
        data: { ...about, task: 'follow-up', staffId: 'ada', dueAt: at(700 + 172_800) },
      },
      {
        type: 'incident.task-due.v1',
        data: { ...about, task: 'review', staffId: 'ada', dueAt: at(700 + 604_800) },
      },
    ]);
  });

  test('is not yet where welfare is confirmed: the responder is reminded a day later', () => {
    const { state, facts } = done(respond(acknowledged(), 'ada', welfare, policy, at(600)));
    expect(state).toMatchObject({
      status: 'welfare-confirmed',
      responder: 'ada',
      nextStepAt: at(600 + 86_400),
    });
    expect(facts).toEqual([{ type: 'incident.welfare-confirmed.v1', data: { ...about, staffId: 'ada' } }]);
  });
});

describe('an answer that comes twice', () => {
  test('by a helper is that of a helper: it is not theirs', () => {
    const helped: Incident = { ...(acknowledged() as Acknowledged), helpers: ['bea'] };
    expect(respond(helped, 'bea', take, policy, at(200))).toEqual({ outcome: 'already', as: 'helper' });
  });

  test.each(['follow-up', 'review'] as const)('about a %s that is done is no mistake', (task) => {
    const command = { verb: 'task-done', task } as const;
    expect(told(respond(closed(), 'bea', command, policy, at(800)))).toBe('refused: no-task');
    const over = answered(closed(), 'ada', command, 800);
    expect(told(respond(over, 'ada', command, policy, at(801)))).toBe('already so');
    expect(told(respond(opened(), 'ada', command, policy, at(801)))).toBe('refused: no-task');
  });
});

test.each(['escalate', 'hand-over'] as const)(
  '%s answers the question whether the responder is on it',
  (verb) => {
    const { state } = done(respond(asked(), 'ada', { verb }, policy, at(1000)));
    expect(state).toMatchObject({ askedToCheckIn: false, checkInDueAt: at(1000 + policy.checkInSeconds) });
  },
);
