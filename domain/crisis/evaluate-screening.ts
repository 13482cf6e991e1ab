import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { CrisisPolicy } from './incident.ts';
import { type Answers, findingIn, unknownIn } from './screener.ts';
import { reviewsAfter, type ScreeningReview } from './screening-review.ts';

/** One questionnaire of a client, opened. */
export interface Screening {
  readonly eventId: string;
  readonly clientId: string;
  readonly sessionId?: string;
  readonly instrument: FactOf<'screening.incomplete.v1'>['data']['instrument'];
  /** The sealed record with the answers. */
  readonly recordId: string;
  readonly answers: Answers;
  /** The clinical date: when the client answered. */
  readonly answeredAt: Instant;
  /** When it reached Vigil: a delay of Vigil's own makes no answer old. */
  readonly receivedAt: Instant;
  /** The client is at elevated risk. */
  readonly watched: boolean;
  /** The same answers of the same clinical date came before, under another event id. */
  readonly resent: boolean;
}

/** What is remembered of a client's questionnaires; never an answer. */
export interface ScreeningLog {
  /** Events that were evaluated: one that comes again changes nothing. */
  readonly evaluated: readonly string[];
  /** The latest of each instrument by clinical date. */
  readonly latest: Readonly<Record<string, { readonly recordId: string; readonly answeredAt: Instant }>>;
  /** What a clinician still has to look at, the oldest first. */
  readonly reviews?: readonly ScreeningReview[];
}

export type ScreeningFact =
  | FactOf<'screening.incomplete.v1'>
  | FactOf<'screening.review-due.v1' | 'screening.review-overdue.v1'>
  | FactOf<'screening.reviewed.v1'>;

export interface Evaluated extends Decided<ScreeningLog, ScreeningFact> {
  /** What pages now. */
  readonly trigger?: string;
}

/** Answers that cannot be opened or read, or an instrument without rules: the worst, since safety is never guessed. */
export const unreadableTrigger = 'screening-unreadable';

const incompleteTrigger = 'screening-incomplete';

/**
 * What answers mean. A positive item acts whatever else is missing. Items without an answer are a task for the clinician,
 * and a page for a watched client if one of them is about suicide. Old or re-sent answers make tasks, not pages.
 */
export const evaluateScreening = (
  known: ScreeningLog | undefined,
  screening: Screening,
  policy: CrisisPolicy,
  now: Instant,
): Evaluated => {
  const screener = policy.screeners[screening.instrument];
  const state = remembered(known, screening);
  if (screener === undefined) return { state, facts: [], trigger: unreadableTrigger };
  const finding = findingIn(screening.answers, screener);
  const unknown = unknownIn(screening.answers, screener);
  const incomplete = unknown.missing + unknown.declined > 0;
  const late = lateness(screening, policy);
  const pages =
    finding?.action === 'page'
      ? finding.trigger
      : incomplete && unknown.concernsRisk && screening.watched
        ? incompleteTrigger
        : undefined;
  const { clientId, sessionId, instrument, recordId, answeredAt } = screening;
  const about = {
    clientId,
    ...(sessionId === undefined ? {} : { sessionId }),
    instrument,
    recordId,
    answeredAt,
  };
  const review = (reason: ReviewReason, trigger: string): ScreeningFact => ({
    type: 'screening.review-due.v1',
    data: { ...about, reason, trigger, dueAt: plusSeconds(now, policy.screeningReviewDueSeconds) },
  });
  const { missing, declined } = unknown;
  const facts: ScreeningFact[] = [];
  if (finding !== undefined && (finding.action === 'task' || late !== undefined))
    facts.push(review(late ?? 'positive', finding.trigger));
  if (incomplete)
    facts.push(
      { type: 'screening.incomplete.v1', data: { ...about, missing, declined } },
      review('incomplete', incompleteTrigger),
    );
  const trigger = late === undefined ? pages : undefined;
  const after = { ...state, reviews: reviewsAfter(state, facts) };
  return { state: after, facts, ...(trigger === undefined ? {} : { trigger }) };
};

type ReviewReason = FactOf<'screening.review-due.v1'>['data']['reason'];

const lateness = (
  { resent, answeredAt, receivedAt }: Screening,
  { screeningStaleAfterSeconds }: CrisisPolicy,
): 're-sent' | 'old' | undefined => {
  if (resent) return 're-sent';
  return plusSeconds(answeredAt, screeningStaleAfterSeconds) < receivedAt ? 'old' : undefined;
};

/** More than a sender still delivers again. */
const rememberedEvents = 50;

export const newScreeningLog: ScreeningLog = { evaluated: [], latest: {} };

export const markEvaluated = (known: ScreeningLog = newScreeningLog, eventId: string): ScreeningLog => ({
  ...known,
  evaluated: [...known.evaluated, eventId].slice(-rememberedEvents),
});

const remembered = (
  known: ScreeningLog | undefined,
  { eventId, instrument, recordId, answeredAt }: Screening,
): ScreeningLog => {
  const before = known?.latest[instrument];
  const newer = before === undefined || before.answeredAt <= answeredAt;
  return {
    ...markEvaluated(known, eventId),
    latest: { ...known?.latest, ...(newer ? { [instrument]: { recordId, answeredAt } } : {}) },
  };
};
