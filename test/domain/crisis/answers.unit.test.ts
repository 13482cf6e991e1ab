import { describe, expect, test } from 'vitest';
import {
  addAnswer,
  type AnswerKind,
  answersDue,
  answersDueAt,
  answersFailed,
  answersSent,
  freshness,
} from '../../../domain/crisis/answers.ts';
import { type ContactMethod, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { at } from './given.ts';

const answer = { tenantId: 'clinic', staffId: 'ada', inboundMessageId: 'in-1', text: 'VIGIL: ...' };

/** Answers in turn; how many were dropped. */
const answered = (kind: AnswerKind, open: boolean, seconds: readonly number[], sameWords = false) => {
  let line: ContactMethod = newContactMethod;
  const dropped = seconds.map((second) => {
    const fingerprint = kind === 'explanation' ? (sameWords ? 'same' : `words-${second}`) : 'take 4821';
    const added = addAnswer(line, answer, { kind, open, fingerprint }, at(second));
    line = added.line;
    return added.dropped;
  });
  return { line, dropped };
};
const minutes = (count: number) => Array.from({ length: count }, (_, minute) => minute * 60);

describe('answers to a phone', () => {
  test('explain once a minute and ten times an hour while something is open', () => {
    expect(answered('explanation', true, [0, 59, 60]).dropped).toEqual([false, true, false]);
    expect(answered('explanation', true, minutes(12)).dropped.filter(Boolean)).toHaveLength(2);
  });

  test('explain three times an hour while nothing is open', () => {
    expect(answered('explanation', false, [0, 1, 2, 3, 3601]).dropped).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  test('explain the same words once', () => {
    expect(answered('explanation', true, [0, 120, 3601], true).dropped).toEqual([false, true, false]);
  });

  test('confirm every command, however many there were', () => {
    expect(
      answered(
        'confirmation',
        true,
        Array.from({ length: 40 }, () => 0),
      ).dropped,
    ).not.toContain(true);
  });

  test('say the same of a command ten times an hour: two machines do not loop', () => {
    expect(answered('result', true, minutes(30)).dropped.filter((each) => !each)).toHaveLength(10);
  });

  test('explain again after a confirmation', () => {
    const { line } = answered('explanation', false, [0, 1, 2]);
    const confirmed = addAnswer(line, answer, { kind: 'confirmation', open: true }, at(3)).line;
    const about = { kind: 'explanation', open: false, fingerprint: 'words-0' } as const;
    expect(addAnswer(line, answer, about, at(4)).dropped).toBe(true);
    expect(addAnswer(confirmed, answer, about, at(4)).dropped).toBe(false);
  });
});

describe('an answer that was not sent', () => {
  const { line } = addAnswer(newContactMethod, answer, { kind: 'confirmation', open: true }, at(0));
  const id = new Set(['in-1']);

  test('is due after five seconds, then after pauses that double, up to a quarter of an hour', () => {
    expect(answersDue(line, at(4))).toEqual([]);
    expect(answersDue(line, at(5))).toHaveLength(1);
    expect(answersDueAt(answersFailed(line, id, at(5)))).toBe(at(10));
    expect(answersDueAt(answersFailed(line, id, at(40)))).toBe(at(80));
    expect(answersDueAt(answersFailed(line, id, at(3600)))).toBe(at(4500));
  });

  test('is over once it was sent', () => {
    expect(answersDueAt(answersSent(line, id))).toBeUndefined();
  });

  test('says after a minute how things are, and is given up only when it is of no use', () => {
    const incident = { clientId: 'client-1', incidentId: 'incident-1', code: '4821' };
    const unsent = { ...answer, incident, at: at(0), retryAt: at(5) };
    expect(freshness(unsent, at(60))).toBe('as-written');
    expect(freshness(unsent, at(61))).toBe('renew');
    expect(freshness(unsent, at(24 * 3600 + 1))).toBe('expired');
    const { incident: _, ...general } = unsent;
    expect(freshness(general, at(600))).toBe('as-written');
    expect(freshness(general, at(601))).toBe('expired');
  });
});
