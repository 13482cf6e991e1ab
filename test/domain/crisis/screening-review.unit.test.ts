import { describe, expect, test } from 'vitest';
import { newScreeningLog, type ScreeningLog } from '../../../domain/crisis/evaluate-screening.ts';
import {
  nextReminderAt,
  remindOfReviews,
  reviewsAfter,
  submitReview,
} from '../../../domain/crisis/screening-review.ts';
import { at } from './given.ts';

const policy = { taskReminderSeconds: 3600 };
const due = (recordId: string, seconds = 600) =>
  ({
    clientId: 'client-1',
    instrument: 'phq-9',
    recordId,
    answeredAt: at(0),
    reason: 'incomplete',
    trigger: 'screening-incomplete',
    dueAt: at(seconds),
  }) as const;
const given = (...reviews: ReturnType<typeof due>[]): ScreeningLog => ({
  ...newScreeningLog,
  reviews: reviews.map((review) => ({ due: review, remindAt: review.dueAt })),
});
const submitted = (recordId: string) =>
  ({ clientId: 'client-1', recordId, reviewerId: 'clinician-1', decision: 'referred' }) as const;

describe('a review that is due', () => {
  test('is one for each record, by the first reason', () => {
    const fact = (reason: 'positive' | 'incomplete') =>
      ({ type: 'screening.review-due.v1', data: { ...due('rec-1'), reason } }) as const;
    const reviews = reviewsAfter(newScreeningLog, [fact('positive'), fact('incomplete')]);
    expect(reviews).toEqual([{ due: { ...due('rec-1'), reason: 'positive' }, remindAt: at(600) }]);
    expect(reviewsAfter({ reviews }, [fact('incomplete')])).toBe(reviews);
    expect(reviewsAfter({ reviews }, [])).toBe(reviews);
  });

  test('is not reminded of before its time', () => {
    expect(remindOfReviews(given(due('rec-1')), policy, at(599))).toBeUndefined();
  });

  test('is reminded of again and again, until somebody has looked', () => {
    const first = remindOfReviews(given(due('rec-1'), due('rec-2', 9000)), policy, at(600));
    expect(first?.facts).toEqual([{ type: 'screening.review-overdue.v1', data: due('rec-1') }]);
    const state = first?.state ?? expect.fail('no reminder');
    expect(nextReminderAt(state)).toBe(at(4200));
    expect(remindOfReviews(state, policy, at(4199))).toBeUndefined();
    expect(remindOfReviews(state, policy, at(4200))?.facts).toHaveLength(1);
    const done = submitReview(state, submitted('rec-1'));
    expect(done.facts).toEqual([
      { type: 'screening.reviewed.v1', data: { ...submitted('rec-1'), wasDue: true } },
    ]);
    expect(nextReminderAt(done.state)).toBe(at(9000));
    expect(remindOfReviews(done.state, policy, at(8000))).toBeUndefined();
  });
});

test('a review of answers that needed none is a fact as well, and ends nothing', () => {
  const done = submitReview(given(due('rec-1')), submitted('rec-9'));
  expect(done.facts).toMatchObject([{ data: { recordId: 'rec-9', wasDue: false } }]);
  expect(nextReminderAt(done.state)).toBe(at(600));
});
