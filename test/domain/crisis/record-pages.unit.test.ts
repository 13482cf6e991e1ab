import { describe, expect, test } from 'vitest';
import { recordPages } from '../../../domain/crisis/escalate.ts';
import { accepted, answered, at, duePaging, failed, opened, paged, policy, roster, take } from './given.ts';

const { paging, prepared } = duePaging(opened(), 0);

describe('pages that went out', () => {
  test('are recorded one by one, and the tier has its time to answer', () => {
    const { state, facts } = recordPages(prepared.state, paging, accepted(paging), roster, policy, at(3));
    expect(state).toEqual({
      ...opened(),
      asked: ['ada', 'bea'],
      step: 1,
      tier: 1,
      nextStepAt: at(303),
      pages: ['ada', 'bea'].map((staffId) => ({
        staffId,
        tier: 0,
        round: 0,
        at: at(3),
        outcome: 'accepted',
        messageId: `sms-${staffId}`,
      })),
    });
    expect(facts).toEqual(
      ['ada', 'bea'].map((staffId) => ({
        type: 'incident.paged.v1',
        data: {
          incidentId: 'incident-1',
          clientId: 'client-1',
          staffId,
          tier: 0,
          round: 0,
          outcome: 'accepted',
          messageId: `sms-${staffId}`,
        },
      })),
    );
  });

  test('give the whole time to answer where one phone of several took it', () => {
    const results = [
      ...accepted({ ...paging, staffIds: ['ada'] }),
      ...failed({ ...paging, staffIds: ['bea'] }),
    ];
    const { state, facts } = recordPages(prepared.state, paging, results, roster, policy, at(3));
    expect(state).toMatchObject({ tier: 1, nextStepAt: at(303) });
    expect(facts).toMatchObject([
      { data: { outcome: 'accepted' } },
      { data: { outcome: 'failed', failure: 'throttled' } },
    ]);
  });

  test('make the next tier due at once where every phone failed', () => {
    const { state } = recordPages(prepared.state, paging, failed(paging), roster, policy, at(3));
    expect(state).toMatchObject({ tier: 1, step: 1, nextStepAt: at(3) });
    expect(duePaging(state, 3).paging.staffIds).toEqual(['cora']);
  });

  test('wait for the repeat where everybody was paged and every phone failed: never a loop without a pause', () => {
    const exhausted = duePaging(paged(paged(), 300), 500);
    const { state } = recordPages(
      exhausted.prepared.state,
      exhausted.paging,
      failed(exhausted.paging),
      roster,
      policy,
      at(501),
    );
    expect(state).toMatchObject({ nextStepAt: at(501 + policy.repeatSeconds) });
  });

  test('are recorded although somebody took the incident meanwhile; anyone who got one is told', () => {
    const taken = answered(prepared.state, 'ada', take, 2);
    const { state, facts } = recordPages(taken, paging, accepted(paging), roster, policy, at(3));
    expect(state).toEqual({
      ...taken,
      asked: ['ada', 'bea'],
      pages: state.pages,
      pagesSettled: 2,
      notices: [{ staffId: 'bea', kind: 'taken' }],
    });
    expect(state.pages).toHaveLength(2);
    expect(facts).toHaveLength(2);
  });

  test('are recorded a second time without another step, where two workers sent the same paging', () => {
    const once = recordPages(prepared.state, paging, accepted(paging), roster, policy, at(3)).state;
    const { state } = recordPages(once, paging, accepted(paging), roster, policy, at(40));
    expect(state).toEqual({ ...once, pages: state.pages });
    expect(state.pages).toHaveLength(4);
  });
});

test('an incident fits into one item although nobody takes it for a week', () => {
  let incident = opened();
  let seconds = 0;
  while (seconds < 7 * 24 * 3600) {
    incident = paged(incident, seconds);
    seconds = (Date.parse(incident.nextStepAt) - Date.parse(at(0))) / 1000;
  }
  // DynamoDB: an item is at most 400 KB; past it the incident could no longer be saved and its escalation would end.
  expect(JSON.stringify(incident).length).toBeLessThan(200_000);
});
