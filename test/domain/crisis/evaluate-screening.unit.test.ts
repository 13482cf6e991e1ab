import { describe, expect, test } from 'vitest';
import { evaluateScreening, type Screening } from '../../../domain/crisis/evaluate-screening.ts';
import { readCrisisPolicy } from '../../../functions/crisis/policy.ts';
import { at } from './given.ts';

const policy = readCrisisPolicy();
const no = { '1': 0, '2': 0, '6-lifetime': 0 };
const screening = (given: Partial<Screening> = {}): Screening => ({
  eventId: 'evt-1',
  clientId: 'client-1',
  instrument: 'cssrs-screener',
  recordId: 'rec-1',
  answers: no,
  answeredAt: at(0),
  receivedAt: at(0),
  watched: false,
  resent: false,
  ...given,
});
const evaluated = (given: Partial<Screening> = {}) => {
  const { trigger, facts } = evaluateScreening(undefined, screening(given), policy, at(0));
  return {
    trigger,
    facts: facts.map(({ type, data }) =>
      type === 'screening.review-due.v1' ? `review ${data.reason}` : type,
    ),
  };
};
const day = 86_400;

describe('answers', () => {
  test('that are all no do nothing', () => {
    expect(evaluated()).toEqual({ trigger: undefined, facts: [] });
  });

  test('that are positive page, also if others are missing', () => {
    expect(evaluated({ answers: { '4': 1 } })).toEqual({
      trigger: 'cssrs-imminent',
      facts: ['screening.incomplete.v1', 'review incomplete'],
    });
  });

  test.each([{}, { ...no, '6-lifetime': 'declined' as const }])(
    'without a suicide item (%j) are a task today, and a page for a watched client',
    (answers) => {
      const facts = ['screening.incomplete.v1', 'review incomplete'];
      expect(evaluated({ answers })).toEqual({ trigger: undefined, facts });
      expect(evaluated({ answers, watched: true })).toEqual({ trigger: 'screening-incomplete', facts });
    },
  );

  test('that the policy makes a task page nobody', () => {
    const answers = {
      ...Object.fromEntries(['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((item) => [item, 0])),
      'low-mood-past-year': 0,
    };
    const teen = { ...answers, 'serious-thoughts-past-month': 0, 'ever-attempted': 1 };
    expect(evaluated({ instrument: 'phq-a', answers: teen })).toEqual({
      trigger: undefined,
      facts: ['review positive'],
    });
  });

  test('say who, which, and until when; never an answer', () => {
    const { facts } = evaluateScreening(
      undefined,
      screening({ answers: { ...no, '1': 'declined' } }),
      policy,
      at(0),
    );
    const about = {
      clientId: 'client-1',
      instrument: 'cssrs-screener',
      recordId: 'rec-1',
      answeredAt: at(0),
    };
    expect(facts).toEqual([
      { type: 'screening.incomplete.v1', data: { ...about, missing: 0, declined: 1 } },
      {
        type: 'screening.review-due.v1',
        data: { ...about, reason: 'incomplete', trigger: 'screening-incomplete', dueAt: at(28_800) },
      },
    ]);
  });
});

describe('the clinical date', () => {
  const positive = { answers: { ...no, '1': 1 } };

  test('a day old still pages; older, it is a task', () => {
    expect(evaluated({ ...positive, receivedAt: at(day) })).toEqual({ trigger: 'cssrs-referral', facts: [] });
    expect(evaluated({ ...positive, receivedAt: at(day + 1) })).toEqual({
      trigger: undefined,
      facts: ['review old'],
    });
  });

  test('does not age while Vigil is late: what arrived fresh pages days afterwards', () => {
    const { trigger } = evaluateScreening(undefined, screening(positive), policy, at(3 * day));
    expect(trigger).toBe('cssrs-referral');
  });

  test('answers that were sent again are a task', () => {
    expect(evaluated({ ...positive, resent: true })).toEqual({
      trigger: undefined,
      facts: ['review re-sent'],
    });
  });

  test('the latest of each instrument is remembered, whatever order they come in', () => {
    const newer = evaluateScreening(undefined, screening({ answeredAt: at(60) }), policy, at(60)).state;
    const older = screening({ eventId: 'evt-0', recordId: 'rec-0' });
    const { state } = evaluateScreening(newer, older, policy, at(61));
    expect(state).toEqual({
      evaluated: ['evt-1', 'evt-0'],
      reviews: [],
      latest: { 'cssrs-screener': { recordId: 'rec-1', answeredAt: at(60) } },
    });
  });
});

test('an instrument without rules raises the worst', () => {
  const { trigger } = evaluateScreening(undefined, screening(), { ...policy, screeners: {} }, at(0));
  expect(trigger).toBe('screening-unreadable');
});
