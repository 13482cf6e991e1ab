import type { FactOf } from '../../events/facts.ts';
import { type Dated, isNewer } from '../dated.ts';
import type { Decided } from '../fact.ts';
import type { Instant } from '../instant.ts';
import { type Client, newClient } from './client.ts';
import { lawOf } from './law.ts';
import type { ClearancePolicy } from './policy.ts';

type Reviewed = FactOf<'clearance.reviewed.v1'>['data'];

/** What the policy leaves to a person. */
export type Question = Reviewed['question'];

/** What a person decided about a client in a place that the policy leaves open, and until when it counts. */
export interface PlaceReview extends Dated, Omit<Reviewed, 'clientId' | 'until'> {
  readonly until: Instant;
}

export type ReviewFact = FactOf<'clearance.review-refused.v1'>;

/** The review that answers a question now: the newest that was made, unless its time is over. */
export const reviewFor = (
  { reviews = [] }: Pick<Client, 'reviews'>,
  question: Question,
  place: string,
  now: Instant,
): PlaceReview | undefined => {
  const newest = reviews
    .filter((review) => review.question === question && review.place === place)
    .reduce<PlaceReview | undefined>((last, each) => (isNewer(each, last) ? each : last), undefined);
  return newest !== undefined && newest.until > now ? newest : undefined;
};

/** The client with a review. One that has no effect is a fact that says why; the same again changes nothing. */
export const reviewPlace = (
  client: Client | undefined,
  clientId: string,
  review: PlaceReview,
  policy: ClearancePolicy,
  now: Instant,
): Decided<Client, ReviewFact> | undefined => {
  const before = client ?? newClient(clientId);
  const reviews = before.reviews ?? [];
  if (reviews.some(({ eventId }) => eventId === review.eventId)) return undefined;
  const state = { ...before, reviews: [...reviews, review].sort(byDate) };
  const reason = reasonAgainst(state, review, policy, now);
  if (reason === undefined) return { state, facts: [] };
  const { question, place, reviewerId } = review;
  return {
    state,
    facts: [{ type: 'clearance.review-refused.v1', data: { clientId, question, place, reviewerId, reason } }],
  };
};

const byDate = (left: Dated, right: Dated): number => (isNewer(left, right) ? 1 : -1);

const reasonAgainst = (
  after: Client,
  review: PlaceReview,
  policy: ClearancePolicy,
  now: Instant,
): ReviewFact['data']['reason'] | undefined => {
  const law = lawOf(policy, review.place, undefined, now.slice(0, 10));
  if (review.question === 'place-unlisted' && law.known) return 'place-listed';
  if (review.question === 'minor-consent-unsettled' && law.unsettled.length === 0) return 'law-settled';
  if (review.until <= now) return 'review-expired';
  return reviewFor(after, review.question, review.place, now) === review ? undefined : 'reviewed-later';
};
