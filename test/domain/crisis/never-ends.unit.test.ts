import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStep, type PageResult, recordPages, type Plan } from '../../../domain/crisis/escalate.ts';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { openIncident } from '../../../domain/crisis/open-incident.ts';
import { type Command, respond } from '../../../domain/crisis/respond.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { at, close, flag, opened, pass, policy, take, welfare } from './given.ts';

const staff = ['ada', 'bea', 'cora'] as const;

const rosters = fc.option(
  fc.record({
    tiers: fc.array(
      fc.record({
        staffIds: fc.subarray([...staff]),
        answerWithinSeconds: fc.constantFrom(1, 300),
      }),
      { maxLength: 3 },
    ),
  }),
  { nil: undefined },
);

type Move =
  | { readonly move: 'flag'; readonly eventId: string }
  | { readonly move: 'reply'; readonly staffId: string; readonly command: Command }
  /** A worker looks, and either dies after it has written the paging down, or records what the phones said. */
  | {
      readonly move: 'step';
      readonly roster: Plan | undefined;
      readonly dies: boolean;
      readonly reached: boolean;
      readonly takenMeanwhile: boolean;
    };

const moves: fc.Arbitrary<Move & { readonly afterSeconds: number }> = fc
  .tuple(
    fc.constantFrom(0, 1, 30, 120, 300, 900, 86_400),
    fc.oneof(
      fc.record({ move: fc.constant('flag' as const), eventId: fc.constantFrom('evt-1', 'evt-2', 'evt-3') }),
      fc.record({
        move: fc.constant('reply' as const),
        staffId: fc.constantFrom('ada', 'ada', 'bea'),
        command: fc.constantFrom(take, take, welfare, welfare, close, close, pass),
      }),
      fc.record({
        move: fc.constant('step' as const),
        roster: rosters,
        dies: fc.boolean(),
        reached: fc.boolean(),
        takenMeanwhile: fc.boolean(),
      }),
    ),
  )
  .map(([afterSeconds, move]) => ({ ...move, afterSeconds }));

/** Every state that the incident goes through by this move. */
const play = (incident: Incident, move: Move, now: string): Incident[] => {
  switch (move.move) {
    case 'flag': {
      const flagged = flag({ eventId: move.eventId, incidentId: `incident-of-${move.eventId}` });
      const decided = openIncident(incident, flagged, policy, now);
      return decided === 'already-known' ? [] : [decided.state];
    }
    case 'reply': {
      const response = respond(incident, move.staffId, move.command, policy, now);
      return response.outcome === 'done' ? [response.decided.state] : [];
    }
    case 'step': {
      const step = nextStep(incident, move.roster, policy, now);
      if (step.action === 'none' || step.action === 'wait') return [];
      const prepared = step.prepared.state;
      if (step.action !== 'page' || move.dies) return [prepared];
      const taken = move.takenMeanwhile
        ? play(prepared, { move: 'reply', staffId: 'ada', command: take }, now)
        : [];
      const current = taken.at(-1) ?? prepared;
      const results = step.paging.staffIds.map((staffId): PageResult =>
        move.reached
          ? { staffId, outcome: 'accepted', messageId: 'sms' }
          : { staffId, outcome: 'failed', failure: 'throttled' },
      );
      return [prepared, ...taken, recordPages(current, step.paging, results, move.roster, policy, now).state];
    }
  }
};

test('whatever happens, an incident that is not closed has a next step, and its steps never run backwards', () => {
  const closedByPlay = { seen: 0 };
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40, size: 'max' }), (story) => {
      let now = at(0);
      let incident: Incident = opened();
      for (const { afterSeconds, ...move } of story) {
        now = plusSeconds(now, afterSeconds);
        for (const state of play(incident, move, now)) {
          if (state.status === 'closed') {
            closedByPlay.seen += 1;
            expect(state).not.toHaveProperty('nextStepAt');
          } else {
            expect(state.nextStepAt).toMatch(/^\d{4}-.*Z$/);
            // Nothing is put off for longer than the longest pause of the policy.
            expect(state.nextStepAt <= plusSeconds(now, policy.closeReminderSeconds)).toBe(true);
          }
          if (state.incidentId === incident.incidentId) {
            expect(state.step).toBeGreaterThanOrEqual(incident.step);
            expect(state.round).toBeGreaterThanOrEqual(incident.round);
          } else {
            // Only what is closed makes room for another incident.
            expect(incident.status).toBe('closed');
          }
          incident = state;
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(closedByPlay.seen).toBeGreaterThan(0);
});

test('an open incident is never left waiting once its time has come: something is done at every deadline', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 20, size: 'max' }), rosters, (story, roster) => {
      let now = at(0);
      let incident: Incident = opened();
      for (const { afterSeconds, ...move } of story) {
        now = plusSeconds(now, afterSeconds);
        incident = play(incident, move, now).at(-1) ?? incident;
      }
      if (incident.status === 'closed') return;
      expect(['none', 'wait']).not.toContain(nextStep(incident, roster, policy, incident.nextStepAt).action);
    }),
    { numRuns: 1000 },
  );
});
