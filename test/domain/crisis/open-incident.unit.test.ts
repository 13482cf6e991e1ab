import { describe, expect, test } from 'vitest';
import { nextStep } from '../../../domain/crisis/escalate.ts';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { openIncident } from '../../../domain/crisis/open-incident.ts';
import {
  acknowledged,
  answered,
  at,
  closed,
  flag,
  opened,
  paged,
  policy,
  roster,
  take,
  welfareConfirmed,
} from './given.ts';

const second = flag({ eventId: 'evt-2', incidentId: 'incident-2', at: at(1000) });

describe('the first risk flag of a client', () => {
  test('opens an incident whose first step is due at once', () => {
    expect(openIncident(undefined, flag({ sessionId: 'session-1' }), policy, at(2))).toEqual({
      state: {
        status: 'open',
        incidentId: 'incident-1',
        tenantId: 'clinic',
        clientId: 'client-1',
        sessionId: 'session-1',
        severity: 'critical',
        openedAt: at(2),
        asked: [],
        triggers: [{ eventId: 'evt-1', trigger: 'panic-client', at: at(0) }],
        startTier: 0,
        pages: [],
        pagesSettled: 0,
        passes: [],
        notices: [],
        tasks: [],
        round: 0,
        step: 0,
        tier: 0,
        nextStepAt: at(2),
      },
      facts: [
        {
          type: 'incident.opened.v1',
          data: {
            incidentId: 'incident-1',
            clientId: 'client-1',
            sessionId: 'session-1',
            trigger: 'panic-client',
            severity: 'critical',
            policyVersion: '2026-11',
          },
        },
      ],
    });
  });

  test('is as severe as the policy says, and critical where the policy does not name the trigger', () => {
    expect(opened({ trigger: 'phq9-item9' }).severity).toBe('high');
    expect(opened({ trigger: 'never-heard-of' }).severity).toBe('critical');
  });

  test.each([
    ['that is new', undefined],
    ['that joins another', opened()],
  ])('%s says on which try it was saved, if not on the first', (_, before) => {
    const dataOf = (of: ReturnType<typeof flag>) => {
      const decided = openIncident(before, of, policy, at(1000));
      return decided === 'already-known' ? undefined : decided.facts[0]?.data;
    };
    expect(dataOf({ ...second, tries: 6 })).toMatchObject({ tries: 6 });
    expect(dataOf(second)).not.toHaveProperty('tries');
  });
});

describe('the same flag again', () => {
  test.each([
    ['open', opened()],
    ['acknowledged', acknowledged()],
    ['welfare-confirmed', welfareConfirmed()],
    ['closed', closed()],
  ])('changes nothing while the incident is %s', (_, incident) => {
    expect(openIncident(incident, flag(), policy, at(5000))).toBe('already-known');
  });

  test('opens nothing although it belongs to the incident before the present one', () => {
    const present = opened({ eventId: 'evt-2', incidentId: 'incident-2' }, closed(), 1000);
    expect(openIncident(present, flag(), policy, at(5000))).toBe('already-known');
  });
});

describe('another flag of the same client', () => {
  test('joins the incident that is open, without moving its deadline', () => {
    const incident = paged();
    const decided = openIncident(incident, second, policy, at(1000));
    expect(decided).toEqual({
      state: {
        ...incident,
        triggers: [...incident.triggers, { eventId: 'evt-2', trigger: 'panic-client', at: at(1000) }],
      },
      facts: [
        {
          type: 'incident.trigger-joined.v1',
          data: {
            incidentId: 'incident-1',
            clientId: 'client-1',
            trigger: 'panic-client',
            severity: 'critical',
            raised: false,
          },
        },
      ],
    });
  });

  test('that is worse pages again: from the first tier, or the responder, whose silence re-opens', () => {
    const high = paged(opened({ trigger: 'phq9-item9' }));
    expect(openIncident(high, second, policy, at(30))).toMatchObject({
      state: { status: 'open', severity: 'critical', tier: 0, round: 1, nextStepAt: at(30) },
      facts: [{ data: { raised: true } }, { data: { reason: 'severity-raised' } }],
    });
    const taken = answered(high, 'ada', take, 40);
    expect(openIncident(taken, second, policy, at(50))).toMatchObject({
      state: { status: 'acknowledged', severity: 'critical', nextStepAt: at(50), step: taken.step + 1 },
      facts: [{ data: { raised: true } }],
    });
  });

  test.each([
    ['as bad as the one before', 'panic-client'],
    ['less bad', 'phq9-item9'],
  ])('that is %s reaches the responder with a text of its own, and silence re-opens it', (_, trigger) => {
    const decided = openIncident(acknowledged(), { ...second, trigger }, policy, at(300));
    if (decided === 'already-known') throw new Error(decided);
    const announced = nextStep(decided.state, roster, policy, at(300));
    if (announced.action !== 'announce-new-trigger') throw new Error(announced.action);
    expect(announced.responder).toBe('ada');
    expect(nextStep(announced.prepared.state, roster, policy, at(599)).action).toBe('wait');
    expect(nextStep(announced.prepared.state, roster, policy, at(600)).action).toBe('reopen');
  });

  test('and another, and another: the moment at which silence re-opens it does not move', () => {
    let incident: Incident = acknowledged();
    for (const [index, seconds] of [300, 400, 500].entries()) {
      const decided = openIncident(incident, { ...second, eventId: `evt-${index + 2}` }, policy, at(seconds));
      if (decided === 'already-known') throw new Error(decided);
      const announced = nextStep(decided.state, roster, policy, at(seconds));
      if (announced.action !== 'announce-new-trigger') throw new Error(announced.action);
      incident = announced.prepared.state;
    }
    expect(incident.status === 'acknowledged' && incident.nextStepAt).toBe(at(600));
    expect(nextStep(incident, roster, policy, at(600)).action).toBe('reopen');
  });

  test('makes a high incident critical, and never a critical one less so', () => {
    const high = opened({ trigger: 'phq9-item9' });
    expect(openIncident(high, second, policy, at(1))).toMatchObject({ state: { severity: 'critical' } });
    const mild = { ...second, trigger: 'phq9-item9' };
    expect(openIncident(opened(), mild, policy, at(1))).toMatchObject({ state: { severity: 'critical' } });
  });

  test('re-opens at once an incident whose client was thought safe', () => {
    const before = welfareConfirmed();
    expect(openIncident(before, second, policy, at(1000))).toMatchObject({
      state: {
        status: 'open',
        incidentId: 'incident-1',
        tier: 0,
        round: 1,
        step: before.step + 1,
        nextStepAt: at(1000),
      },
      facts: [
        { type: 'incident.trigger-joined.v1' },
        {
          type: 'incident.reopened.v1',
          data: { incidentId: 'incident-1', clientId: 'client-1', round: 1, reason: 'risk-flagged-again' },
        },
      ],
    });
  });

  test('opens a new incident after the one before was closed', () => {
    expect(openIncident(closed(), second, policy, at(1000))).toMatchObject({
      state: { status: 'open', incidentId: 'incident-2', step: 0, pages: [], passes: [] },
      facts: [{ type: 'incident.opened.v1' }],
    });
  });
});

test('an incident fits into one item however often its client is flagged', () => {
  let incident = opened();
  for (let count = 0; count < 5000; count += 1) {
    incident = opened({ eventId: `evt-again-${count}` }, incident, count);
  }
  // DynamoDB: an item is at most 400 KB; past it the incident could no longer be saved and its escalation would end.
  expect(JSON.stringify(incident).length).toBeLessThan(200_000);
  expect(incident.triggers.at(-1)).toMatchObject({ eventId: 'evt-again-4999' });
});
