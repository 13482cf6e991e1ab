import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answers,
  findingIn,
  readAnswers,
  type Screener,
  unknownIn,
} from '../../../domain/crisis/screener.ts';
import { readCrisisPolicy } from '../../../functions/crisis/policy.ts';

const screeners = readCrisisPolicy().screeners as Record<string, Screener>;
const of = (instrument: string): Screener => {
  const screener = screeners[instrument];
  if (screener === undefined) throw new Error(instrument);
  return screener;
};
const phq9 = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((item) => [item, 0]));
const noIdeas = { '1': 0, '2': 0, '6-lifetime': 0 };

describe('an answer that the instrument does not define', () => {
  test.each([
    ['phq-9', { q9: 3 }],
    ['phq-9', { '09': 3 }],
    ['phq-9', { '9': 4 }],
    ['phq-9', { '9': '3' }],
    ['phq-9', { '9': null }],
    ['cssrs-screener', { '6': 1 }],
    ['cssrs-screener', { q5: 1 }],
    ['cssrs-screener', { '6-past-3-month': 1 }],
    ['cssrs-screener', { '4': 2 }],
    ['phq-8', { '9': 3 }],
    ['phq-9', { constructor: 1 }],
  ])('%s %j is unreadable, never "no"', (instrument, stated) => {
    const { answers, unreadable } = readAnswers(stated, of(instrument));
    expect(answers).toEqual({});
    expect(unreadable).toHaveLength(1);
    expect(unknownIn(answers, of(instrument)).missing).toBeGreaterThan(0);
  });

  test('never hides a positive item, whatever and wherever it is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything()),
        fc.constantFrom('1', '2', '3', '4', '5', '6-lifetime', '6-past-3-months'),
        (others, item) => {
          const { answers } = readAnswers({ ...others, [item]: 1 }, of('cssrs-screener'));
          expect(findingIn(answers, of('cssrs-screener'))?.action).toBe('page');
        },
      ),
    );
  });
});

test.each<[string, Answers, string | undefined]>([
  ['cssrs-screener', { ...noIdeas, '4': 1 }, 'page cssrs-imminent'],
  ['cssrs-screener', { ...noIdeas, '1': 1 }, 'page cssrs-referral'],
  ['cssrs-screener', noIdeas, undefined],
  ['phq-9', { ...phq9, '9': 1 }, 'page phq9-item9'],
  ['phq-9', { ...phq9, '1': 3 }, undefined],
  ['phq-9', { ...phq9, '9': 'declined' }, undefined],
  ['phq-a', { ...phq9, 'ever-attempted': 1 }, 'task phqa-suicide'],
  ['phq-a', { ...phq9, 'ever-attempted': 1, '9': 2 }, 'page phqa-suicide'],
  ['phq-a', { ...phq9, 'serious-thoughts-past-month': 1 }, 'page phqa-suicide'],
  ['asq', { '1': 'declined' }, 'page asq-positive'],
  ['asq', { '1': 1, '5': 1 }, 'page asq-imminent'],
  ['asq', { '1': 0, '2': 0, '3': 0, '4': 0 }, undefined],
])('%s %j: %s', (instrument, answers, expected) => {
  const finding = findingIn(answers, of(instrument));
  expect(finding && `${finding.action} ${finding.trigger}`).toBe(expected);
});

test.each<[string, Answers, number, number]>([
  ['cssrs-screener', noIdeas, 0, 0],
  ['cssrs-screener', { '1': 0, '2': 0 }, 2, 0],
  ['cssrs-screener', { '1': 0, '2': 1, '6-lifetime': 0 }, 3, 0],
  ['cssrs-screener', { '1': 0, '2': 'declined', '6-lifetime': 0 }, 3, 1],
  ['cssrs-screener', { ...noIdeas, '6-lifetime': 1 }, 1, 0],
  ['cssrs-screener', {}, 7, 0],
  ['phq-9', phq9, 0, 0],
  ['phq-9', { ...phq9, '9': 'declined' }, 0, 1],
  ['phq-9', {}, 9, 0],
  ['phq-8', { ...phq9 }, 0, 0],
  ['asq', { '1': 0, '2': 0, '3': 0, '4': 0 }, 0, 0],
  ['asq', { '1': 0, '2': 0, '3': 0, '4': 'declined' }, 1, 0],
])('%s %j: %d missing, %d declined', (instrument, answers, missing, declined) => {
  expect(unknownIn(answers, of(instrument))).toMatchObject({ missing, declined });
});

test('an item that is not about suicide is a task, and no reason to page', () => {
  const { '1': _, ...withoutFirst } = phq9;
  expect(unknownIn(withoutFirst, of('phq-9'))).toMatchObject({ missing: 1, concernsRisk: false });
  const { '9': __, ...withoutNinth } = phq9;
  expect(unknownIn(withoutNinth, of('phq-9'))).toMatchObject({ missing: 1, concernsRisk: true });
});
