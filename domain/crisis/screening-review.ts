import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { CrisisPolicy } from './incident.ts';
import type { ScreeningFact, ScreeningLog } from './evaluate-screening.ts';

/** Answers that a clinician must look at, until somebody says that it was done. */
export interface ScreeningReview {
  readonly due: FactOf<'screening.review-due.v1'>['data'];
  /** When the next reminder is due: first the due time, then again and again. */
  readonly remindAt: Instant;
}

/** An item holds 400 KB. The oldest stay: a client with this many is reported as overdue until somebody has looked. */
const mostReviews = 200;

/** The open reviews after these answers: one for each sealed record. */
export const reviewsAfter = (
  { reviews = [] }: Pick<ScreeningLog, 'reviews'>,
  facts: readonly ScreeningFact[],
): readonly ScreeningReview[] => {
  const due = facts.flatMap((fact) => (fact.type === 'screening.review-due.v1' ? [fact.data] : []));
  const [first] = due;
  if (first === undefined || reviews.some(({ due: { recordId } }) => recordId === first.recordId))
    return reviews;
  return [...reviews, { due: first, remindAt: first.dueAt }].slice(0, mostReviews);
};

/** When the next reminder is due; nothing where no review is open. */
export const nextReminderAt = ({ reviews = [] }: ScreeningLog): Instant | undefined =>
  reviews.map(({ remindAt }) => remindAt).sort()[0];

type Submitted = FactOf<'screening.review-submitted.v1'>['data'];

/** A person has looked at the answers and says what was decided. It is a fact even where no review was due. */
export const submitReview = (
  known: ScreeningLog,
  { clientId, recordId, reviewerId, decision }: Submitted,
): Decided<ScreeningLog, ScreeningFact> => {
  const reviews = known.reviews ?? [];
  const left = reviews.filter(({ due }) => due.recordId !== recordId);
  const wasDue = left.length < reviews.length;
  return {
    state: { ...known, reviews: left },
    facts: [{ type: 'screening.reviewed.v1', data: { clientId, recordId, reviewerId, decision, wasDue } }],
  };
};

/** Reminds of every review whose time has passed, again after the policy's interval; nothing where none has. */
export const remindOfReviews = (
  known: ScreeningLog,
  { taskReminderSeconds }: Pick<CrisisPolicy, 'taskReminderSeconds'>,
  now: Instant,
): Decided<ScreeningLog, ScreeningFact> | undefined => {
  const reviews = known.reviews ?? [];
  const overdue = reviews.filter(({ remindAt }) => remindAt <= now);
  if (overdue.length === 0) return undefined;
  return {
    state: {
      ...known,
      reviews: reviews.map((review) =>
        review.remindAt <= now ? { ...review, remindAt: plusSeconds(now, taskReminderSeconds) } : review,
      ),
    },
    facts: overdue.map(({ due }) => ({ type: 'screening.review-overdue.v1', data: due })),
  };
};
