import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { homeOf } from './client.ts';
import { type Clearance, type Parties, placeOf } from './decide-clearance.ts';
import { seenBy } from './participants.ts';
import type { Question } from './place-review.ts';
import type { ClearancePolicy } from './policy.ts';
import { overAt, type Session } from './session.ts';

/** A person was asked about the place of a session, and has not answered yet. */
export interface PlaceReviewAsked {
  readonly clientId: string;
  readonly question: Question;
  readonly place: string;
  readonly dueAt: Instant;
  /** When the person is asked again. */
  readonly remindAt: Instant;
}

export type PlaceReviewFact = FactOf<'clearance.review-due.v1'>;

/**
 * What the policy leaves open becomes a task with a role and a due time, for as long as it blocks the session: asked
 * once, and again from the due time on until somebody answers.
 */
export const askForPlaceReview = (
  session: Session,
  parties: Parties,
  policy: ClearancePolicy,
  now: Instant,
): Decided<Session, PlaceReviewFact> => {
  const { placeReview: asked, ...rest } = session;
  const open = overAt(session) === undefined ? openQuestion(session, parties) : undefined;
  if (open === undefined) return { state: asked === undefined ? session : rest, facts: [] };
  const isSame =
    asked?.clientId === open.clientId && asked.question === open.question && asked.place === open.place;
  if (isSame && asked.remindAt > now) return { state: session, facts: [] };
  const dueAt = isSame ? asked.dueAt : dueFor(session, policy, now);
  const remindAt = isSame ? plusSeconds(now, policy.reviewReminderDays * 24 * 3600) : dueAt;
  const { sessionId } = session;
  const { role } = policy.placeReview;
  return {
    state: { ...session, placeReview: { ...open, dueAt, remindAt } },
    facts: [{ type: 'clearance.review-due.v1', data: { sessionId, ...open, role, dueAt } }],
  };
};

/** The place first: without it the other one does not come up. */
const questions: readonly Question[] = ['place-unlisted', 'minor-consent-unsettled'];

/** Of several participants whose place is open, one is asked about after the other. */
const openQuestion = (
  session: Session,
  parties: Parties,
): Pick<PlaceReviewAsked, 'clientId' | 'question' | 'place'> | undefined => {
  const decided: Clearance | undefined = session.clearance ?? session.forecast;
  const checks = decided?.checks ?? [];
  for (const question of questions) {
    const check = checks.find(({ reason }) => reason === question);
    if (check === undefined) continue;
    const { clientId = session.clientId } = check;
    const client = clientId === session.clientId ? parties.client : parties.others?.[clientId]?.client;
    const home = client && homeOf(client);
    const place = session.clearance === undefined ? home : placeOf(seenBy(session, clientId), { client });
    return place === undefined ? undefined : { clientId, question, place };
  }
  return undefined;
};

/** By the start of the session, but never at once: the person needs time to look. */
const dueFor = (
  { scheduled }: Session,
  { placeReview: { withinSeconds, atLeastSeconds } }: ClearancePolicy,
  now: Instant,
): Instant => {
  const latest = plusSeconds(now, withinSeconds);
  const startsAt = scheduled?.startsAt ?? latest;
  const wanted = startsAt < latest ? startsAt : latest;
  const earliest = plusSeconds(now, atLeastSeconds);
  return wanted > earliest ? wanted : earliest;
};
