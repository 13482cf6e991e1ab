import { expect, test } from 'vitest';
import {
  beginDrill,
  drillTexted,
  finishDrill,
  noteFindings,
  quotaTooLow,
} from '../../../domain/crisis/readiness.ts';
import { at } from './given.ts';

test.each([
  [1, 75, true],
  [75, 75, true],
  [76, 75, false],
  [undefined, 75, undefined],
])('a quota of %s dollars is too low for an alarm at %s: %s', (quota, alarm, tooLow) => {
  expect(quotaTooLow(quota, alarm)).toBe(tooLow);
});

test('a look that is tried again states nothing twice; the next day it states again', () => {
  const findings = {
    optedOutStaffIds: [],
    unverifiedStaffIds: ['bea'],
    uncheckedStaffIds: [],
    gaps: 0,
    smsSandbox: false,
    unknown: [],
  };
  const noted = noteFindings(undefined, findings, 'monday', at(0));
  expect(noted?.facts).toEqual([{ type: 'readiness.checked.v1', data: findings }]);
  expect(noteFindings(noted?.state, findings, 'monday', at(60))).toBeUndefined();
  expect(noteFindings(noted?.state, findings, 'tuesday', at(86_400))?.facts).toHaveLength(1);
});

const begun = { startedAt: at(0), answerBy: at(1800), staffIds: ['ada', 'bea'], week: '2027-W09' };
const adaAnswered = [
  { staffId: 'ada', texted: 1, refused: 0, answered: 1 },
  { staffId: 'bea', texted: 1, refused: 0, answered: 0 },
];
const later = { ...begun, startedAt: at(3600), answerBy: at(5400) };

test('a drill that is started again goes on: who answered the first text has answered', () => {
  const drill = beginDrill(undefined, begun)?.state;
  expect(drill).toEqual({ status: 'running', ...begun });
  const again = { ...begun, startedAt: at(60), answerBy: at(1860) };
  expect(beginDrill(drill, again)).toBeUndefined();
  expect(drill && finishDrill(drill, adaAnswered, at(1799))).toBeUndefined();
  const ended = drill && finishDrill(drill, adaAnswered, at(1800));
  expect(ended?.facts[0]?.data).toEqual({
    answeredStaffIds: ['ada'],
    silentStaffIds: ['bea'],
    phones: adaAnswered,
  });
  expect(ended && finishDrill(ended.state, adaAnswered, at(1900))).toBeUndefined();
  expect(beginDrill(drill, { ...again, week: '2027-W10' })?.state.startedAt).toBe(at(60));
});

test('a drill whose texts had all left is the only one of its week, unless an operator wants another', () => {
  const drill = drillTexted(beginDrill(undefined, begun)?.state, at(0), at(5))?.state;
  expect(drill?.textedAt).toBe(at(5));
  const ended = drill && finishDrill(drill, [], at(1800))?.state;
  expect(beginDrill(ended, later)).toBeUndefined();
  expect(beginDrill(ended, { ...later, week: '2027-W10' })?.state).toEqual({
    status: 'running',
    ...later,
    week: '2027-W10',
  });
  expect(beginDrill(ended, later, { again: true })?.state.startedAt).toBe(at(3600));
  expect(beginDrill(drill, later, { again: true }), 'while answers are awaited').toBeUndefined();
});

test('a drill that ended before all texts had left begins again', () => {
  const drill = beginDrill(undefined, begun)?.state;
  const ended = drill && finishDrill(drill, [], at(1800))?.state;
  const again = beginDrill(ended, later)?.state;
  expect(again?.startedAt).toBe(at(3600));
  expect(drillTexted(again, at(0), at(3700)), 'a late word of the first').toBeUndefined();
});
