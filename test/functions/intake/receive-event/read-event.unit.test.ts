import { describe, expect, test } from 'vitest';
import { readEvent } from '../../../../functions/intake/receive-event/read-event.ts';

const screening = (answers: unknown, instrument = 'phq-9', more: object = {}) =>
  readEvent(
    {
      specversion: '1.0',
      id: 'evt-1',
      source: 'urn:example:platform',
      type: 'screening.submitted.v1',
      time: '2027-03-01T10:00:00Z',
      data: { clientId: 'client-1', instrument, answers, ...more },
    },
    'clinic',
    { originationNumber: '+12025550100', phoneCountries: ['US'] },
  );
const refusal = (...given: Parameters<typeof screening>) => {
  const read = screening(...given);
  return read.outcome === 'refused' ? { status: read.problem.status, errors: read.problem.errors } : read;
};
const phq9Items = 'phq-9 has the items 1, 2, 3, 4, 5, 6, 7, 8, 9, 10';

describe('a screening', () => {
  test.each([
    [{ q9: 3 }, 'data.answers.q9', `is not an item: ${phq9Items}`],
    [{ '09': 3 }, 'data.answers.09', `is not an item: ${phq9Items}`],
    [{ '9': 4 }, 'data.answers.9', 'must be 0, 1, 2, 3 or "declined"'],
    [{ '9': '3' }, 'data.answers.9', 'must be 0, 1, 2, 3 or "declined"'],
    [{ '9': 0, 'jane doe': 3 }, 'data.answers', `has an entry in place 2 that is not an item: ${phq9Items}`],
    [{ '9': 0, jane: 3 }, 'data.answers', `has an entry in place 2 that is not an item: ${phq9Items}`],
  ])('with %j is refused by item, and told what is allowed', (answers, path, message) => {
    expect(refusal(answers)).toEqual({ status: 422, errors: [{ path, message }] });
  });

  test.each([{ '6': 1 }, { q5: 1 }, { '6-past-3-month': 1 }])('of C-SSRS with %j is refused', (answers) => {
    expect(refusal(answers, 'cssrs-screener')).toMatchObject({ status: 422 });
  });

  test('with a positive item is taken, whatever else is malformed, and says what could not be read', () => {
    const read = screening({ '9': 2, q1: 3, 'jane doe': 'x', '2': 7 });
    expect(read).toMatchObject({
      outcome: 'read',
      stated: { clientId: 'client-1', answers: { '9': 2 } },
      unreadable: [
        { path: 'data.answers.2', message: 'must be 0, 1, 2, 3 or "declined"' },
        { path: 'data.answers.q1', message: `is not an item: ${phq9Items}` },
        { path: 'data.answers', message: `has an entry in place 4 that is not an item: ${phq9Items}` },
      ],
    });
  });

  test('with a positive item is taken also if its session or date is malformed', () => {
    const read = screening({ '9': 2 }, 'phq-9', { sessionId: 'no id', answeredAt: 'yesterday' });
    expect(read).toMatchObject({
      outcome: 'read',
      unreadable: [{ path: 'data.sessionId' }, { path: 'data.answeredAt' }],
    });
  });

  test('of the ASQ with a refusal is positive', () => {
    expect(screening({ '1': 'declined', x1: 1 }, 'asq')).toMatchObject({ outcome: 'read' });
  });

  test.each([[{}], [{ '9': 'declined' }], [{ '1': 0 }]])(
    'with %j is taken: what is missing is for the evaluation',
    (answers) => {
      expect(screening(answers)).toMatchObject({ outcome: 'read', stated: { answers }, unreadable: [] });
    },
  );

  test('with answers that are no object, or of an unknown instrument, is refused', () => {
    expect(refusal([3])).toMatchObject({ status: 422, errors: [{ path: 'data.answers' }] });
    expect(refusal({ '9': 3 }, 'gad-7')).toMatchObject({
      status: 422,
      errors: [{ path: 'data.instrument' }],
    });
    expect(refusal({ '9': 3 }, 'constructor')).toMatchObject({ status: 422 });
  });

  test('names its other faults beside its answers', () => {
    expect(refusal({ q9: 3 }, 'phq-9', { answeredAt: 'yesterday' })).toMatchObject({
      errors: [{ path: 'data.answeredAt' }, { path: 'data.answers.q9' }],
    });
  });
});

test('an event that is nested thousands deep is refused by name and breaks nothing', () => {
  const nested: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));
  expect(refusal({ '9': 0 }, 'phq-9', { nested })).toEqual({
    status: 422,
    errors: [{ path: '', message: 'is nested more than 64 levels deep' }],
  });
});
