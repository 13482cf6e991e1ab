import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { nextStep, pageUndelivered, type Plan } from '../../../domain/crisis/escalate.ts';
import {
  acknowledged,
  answered,
  at,
  closed,
  duePaging,
  opened,
  paged,
  pass,
  policy,
  roster,
  take,
  welfareConfirmed,
} from './given.ts';

const about = { incidentId: 'incident-1', clientId: 'client-1' };

describe('an open incident', () => {
  test('waits until its next step is due', () => {
    expect(nextStep(paged(), roster, policy, at(299))).toEqual({ action: 'wait', until: at(300) });
  });

  test('pages its first tier at once, and holds the paging for as long as sending may take', () => {
    const incident = opened();
    expect(nextStep(incident, roster, policy, at(0))).toEqual({
      action: 'page',
      paging: { tier: 0, staffIds: ['ada', 'bea'], widened: false },
      prepared: {
        state: {
          ...incident,
          tier: 0,
          paging: { tier: 0, staffIds: ['ada', 'bea'], widened: false },
          nextStepAt: at(30),
        },
        facts: [],
      },
    });
  });

  test('pages the next tier when the time to answer is over', () => {
    expect(duePaging(paged(), 300).paging).toEqual({ tier: 1, staffIds: ['cora'], widened: false });
  });

  test('pages the same tier again where a paging was begun and never recorded', () => {
    const begun = duePaging(opened(), 0).prepared.state;
    expect(nextStep(begun, roster, policy, at(29))).toEqual({ action: 'wait', until: at(30) });
    expect(duePaging(begun, 30).paging).toEqual({ tier: 0, staffIds: ['ada', 'bea'], widened: false });
  });

  test('passes over empty tiers at once and says so of each', () => {
    const sparse: Plan = {
      tiers: [
        { staffIds: [], answerWithinSeconds: 300 },
        { staffIds: [], answerWithinSeconds: 300 },
        { staffIds: ['cora'], answerWithinSeconds: 200 },
      ],
    };
    const step = duePaging(opened(), 0, sparse);
    expect(step.paging).toEqual({ tier: 2, staffIds: ['cora'], widened: false });
    expect(step.prepared.facts).toEqual(
      [0, 1].map((tier) => ({
        type: 'incident.tier-skipped.v1',
        data: { ...about, tier, round: 0, reason: 'empty' },
      })),
    );
  });

  test('pages everybody once the tiers are exhausted, each person once, and again and again', () => {
    const shared: Plan = { tiers: [...roster.tiers, { staffIds: ['ada'], answerWithinSeconds: 60 }] };
    const first = paged(opened(), 0, shared);
    const second = paged(first, 300, shared);
    // Ada is on the third tier as well, and was asked on the first: everybody is due.
    expect(duePaging(second, 500, shared)).toMatchObject({
      paging: { tier: 3, staffIds: ['ada', 'bea', 'cora'], widened: true },
      prepared: { facts: [] },
    });
    const widened = paged(second, 500, shared);
    expect(widened.nextStepAt).toBe(at(500 + policy.repeatSeconds));
    const again = duePaging(widened, 620, shared);
    expect(again.paging).toMatchObject({ staffIds: ['ada', 'bea', 'cora'], widened: true });
  });

  test('widens to everybody where the tiers that are left are empty', () => {
    const lastEmpty: Plan = {
      tiers: [...roster.tiers.slice(0, 1), { staffIds: [], answerWithinSeconds: 1 }],
    };
    const step = duePaging(paged(opened(), 0, lastEmpty), 300, lastEmpty);
    expect(step.paging).toEqual({ tier: 2, staffIds: ['ada', 'bea'], widened: true });
    expect(step.prepared.facts).toMatchObject([{ data: { tier: 1, reason: 'empty' } }]);
  });

  test('pages anyone who is on the roster by now, although it shrank since the last tier', () => {
    const shrunk: Plan = { tiers: [{ staffIds: ['dora'], answerWithinSeconds: 60 }] };
    expect(duePaging(paged(paged(), 300), 500, shrunk).paging).toMatchObject({
      staffIds: ['dora'],
      widened: true,
    });
  });

  test.each([
    ['there is no roster', undefined],
    ['the roster has no tier', { tiers: [] }],
    ['every tier is empty', { tiers: [{ staffIds: [], answerWithinSeconds: 300 }] }],
  ])('looks again soon, and says so, where %s', (_, empty) => {
    const incident = opened();
    expect(nextStep(incident, empty, policy, at(0))).toEqual({
      action: 'nobody',
      prepared: {
        state: { ...incident, step: 1, nextStepAt: at(60) },
        facts: [
          {
            type: 'incident.tier-skipped.v1',
            data: { ...about, tier: 0, round: 0, reason: 'nobody-on-roster' },
          },
        ],
      },
    });
  });
});

describe('an acknowledged incident', () => {
  test('leaves the responder alone until the check-in is due', () => {
    expect(nextStep(acknowledged(), roster, policy, at(959))).toEqual({ action: 'wait', until: at(960) });
  });

  test('asks the responder to check in, once, and gives them the grace', () => {
    const incident = acknowledged();
    expect(nextStep(incident, roster, policy, at(960))).toEqual({
      action: 'ask-check-in',
      responder: 'ada',
      prepared: {
        state: {
          ...incident,
          askedToCheckIn: true,
          step: incident.step + 1,
          checkInDueAt: at(1260),
          nextStepAt: at(1260),
        },
        facts: [],
      },
    });
  });

  test('goes on with those who were not asked where the responder stays silent', () => {
    const asked = nextStep(acknowledged(), roster, policy, at(960));
    if (asked.action !== 'ask-check-in') throw new Error(asked.action);
    const silent = nextStep(asked.prepared.state, roster, policy, at(1260));
    expect(silent).toMatchObject({
      action: 'reopen',
      prepared: {
        state: {
          status: 'open',
          round: 1,
          tier: 0,
          step: asked.prepared.state.step + 1,
          nextStepAt: at(1260),
        },
        facts: [{ type: 'incident.reopened.v1', data: { ...about, round: 1, reason: 'check-in-missed' } }],
      },
    });
    if (silent.action !== 'reopen') throw new Error(silent.action);
    expect(silent.prepared.state).not.toHaveProperty('responder');
    expect(duePaging(silent.prepared.state, 1260).paging.staffIds).toEqual(['cora']);
  });
});

describe('an incident that comes back', () => {
  const three: Plan = {
    tiers: ['ada', 'bea', 'cora'].map((staffId) => ({ staffIds: [staffId], answerWithinSeconds: 1800 })),
  };
  const silent = (incident: Incident, seconds: number): Incident => {
    const asked = nextStep(incident, three, policy, at(seconds + 900));
    if (asked.action !== 'ask-check-in') throw new Error(asked.action);
    const ended = nextStep(asked.prepared.state, three, policy, at(seconds + 1200));
    if (ended.action !== 'reopen') throw new Error(ended.action);
    return ended.prepared.state;
  };

  test('because it was handed back goes to the next person at once, not to the one who gave it back', () => {
    const taken = answered(paged(opened(), 0, three), 'ada', take, 60);
    const back = answered(taken, 'ada', pass, 120);
    expect(duePaging(back, 120, three).paging.staffIds).toEqual(['bea']);
  });

  test('because its responder fell silent goes round: each is asked once before anyone is asked twice', () => {
    const first = silent(answered(paged(opened(), 0, three), 'ada', take, 0), 0);
    expect(duePaging(first, 1200, three).paging.staffIds).toEqual(['bea']);
    const second = silent(answered(paged(first, 1200, three), 'bea', take, 1200), 1200);
    expect(duePaging(second, 2400, three).paging.staffIds).toEqual(['cora']);
    const third = silent(answered(paged(second, 2400, three), 'cora', take, 2400), 2400);
    expect(duePaging(third, 3600, three).paging).toMatchObject({
      staffIds: ['ada', 'bea', 'cora'],
      widened: true,
    });
  });

  test('asks a person again whose page never reached the phone', () => {
    const lost = pageUndelivered(
      paged(opened(), 0, three),
      { staffId: 'ada', failure: 'unreachable', incidentId: 'incident-1' },
      policy,
      at(5),
    );
    const back = answered(answered(paged(lost?.state, 5, three), 'bea', take, 10), 'bea', pass, 20);
    expect(duePaging(back, 20, three).paging.staffIds).toEqual(['ada']);
  });
});

describe('an incident whose client is safe', () => {
  test('reminds the responder to close it, day after day', () => {
    const incident = welfareConfirmed();
    const [first, second] = [600 + 86_400, 600 + 2 * 86_400];
    expect(nextStep(incident, roster, policy, at(first - 1)).action).toBe('wait');
    const reminded = nextStep(incident, roster, policy, at(first));
    expect(reminded).toEqual({
      action: 'remind-to-close',
      responder: 'ada',
      prepared: { state: { ...incident, step: incident.step + 1, nextStepAt: at(second) }, facts: [] },
    });
    if (reminded.action !== 'remind-to-close') throw new Error(reminded.action);
    expect(nextStep(reminded.prepared.state, roster, policy, at(second)).action).toBe('remind-to-close');
  });
});

test('a closed incident asks for nothing but its tasks', () => {
  expect(nextStep(closed(), roster, policy, at(700 + 172_799))).toEqual({ action: 'none' });
  expect(nextStep(closed(), roster, policy, at(700 + 172_800))).toMatchObject({
    action: 'remind-of-task',
    task: { kind: 'follow-up', staffId: 'ada' },
  });
  expect(nextStep({ ...closed(), tasks: [] }, roster, policy, at(10_000_000))).toEqual({ action: 'none' });
});
