import { type Instant, plusSeconds, secondsUntil } from '../instant.ts';
import type { ContactMethod, Owner } from './contact-method.ts';

/**
 * How much an answer matters: a `confirmation` says that a command was done; a `result` says why it was not, or that it
 * was done before; an `explanation` says how to reply.
 */
export type AnswerKind = 'confirmation' | 'result' | 'explanation';

/** An answer to a text, which is stored until SNS has accepted it. */
export interface UnsentAnswer extends Owner {
  /** The text that it answers. */
  readonly inboundMessageId: string;
  readonly text: string;
  /** The incident that it is about. */
  readonly incident?: { readonly clientId: string; readonly incidentId: string; readonly code: string };
  readonly at: Instant;
  readonly retryAt: Instant;
}

/** An answer lately sent to a phone. */
export interface RecentAnswer {
  readonly at: Instant;
  readonly kind: AnswerKind;
  /** The fingerprint of the text that was explained, or the command that was answered. */
  readonly fingerprint?: string;
}

const windowMs = 3600 * 1000;
const mostPerWindow = 10;
/** While nothing is open for the phone. */
const mostExplanationsIdle = 3;
const betweenExplanationsMs = 60_000;

/** Before the first retry: the function that stored the answer sends it within this time. */
const firstRetrySeconds = 5;
const longestRetrySeconds = 900;

/**
 * Stores an answer to be sent, or nothing where the phone had enough: two automatic responders must not loop. A
 * confirmation is never dropped, and resets the limits.
 */
export const addAnswer = (
  line: ContactMethod,
  answer: Omit<UnsentAnswer, 'at' | 'retryAt'>,
  about: { readonly kind: AnswerKind; readonly fingerprint?: string; readonly open: boolean },
  now: Instant,
): { readonly line: ContactMethod; readonly dropped: boolean } => {
  const { kind, fingerprint } = about;
  const recent = (line.recentAnswers ?? []).filter(({ at }) => Date.parse(now) - Date.parse(at) < windowMs);
  if (!mayAnswer(recent, about, now)) return { line: { ...line, recentAnswers: recent }, dropped: true };
  const entry: RecentAnswer = { at: now, kind, ...(fingerprint === undefined ? {} : { fingerprint }) };
  return {
    line: {
      ...line,
      recentAnswers: kind === 'confirmation' ? [entry] : [...recent, entry],
      unsentAnswers: [
        ...(line.unsentAnswers ?? []),
        { ...answer, at: now, retryAt: plusSeconds(now, firstRetrySeconds) },
      ],
    },
    dropped: false,
  };
};

const mayAnswer = (
  recent: readonly RecentAnswer[],
  { kind, fingerprint, open }: { kind: AnswerKind; fingerprint?: string; open: boolean },
  now: Instant,
): boolean => {
  if (kind === 'confirmation') return true;
  const isNew = fingerprint === undefined ? false : recent.every((each) => each.fingerprint !== fingerprint);
  // What a command came to is said at least once: the function may have stopped after the command was done.
  if (kind === 'result') return isNew || recent.length < mostPerWindow;
  if (recent.length >= mostPerWindow) return false;
  const explained = recent.filter((each) => each.kind === 'explanation');
  if (fingerprint !== undefined && !isNew) return false;
  if (!open) return explained.length < mostExplanationsIdle;
  return explained.every(({ at }) => Date.parse(now) - Date.parse(at) >= betweenExplanationsMs);
};

/** Answers whose time to be sent again has come. */
export const answersDue = ({ unsentAnswers = [] }: ContactMethod, now: Instant): readonly UnsentAnswer[] =>
  unsentAnswers.filter(({ retryAt }) => retryAt <= now);

/** When the next unsent answer is due. */
export const answersDueAt = ({ unsentAnswers = [] }: ContactMethod): Instant | undefined =>
  unsentAnswers.map(({ retryAt }) => retryAt).sort()[0];

/** The line after these answers were sent or are no longer worth sending. */
export const answersSent = (line: ContactMethod, ids: ReadonlySet<string>): ContactMethod => {
  const { unsentAnswers = [], ...rest } = line;
  const left = unsentAnswers.filter(({ inboundMessageId }) => !ids.has(inboundMessageId));
  return left.length === 0 ? rest : { ...rest, unsentAnswers: left };
};

/** The line after these answers could not be sent: they are due again after pauses that double. */
export const answersFailed = (
  line: ContactMethod,
  ids: ReadonlySet<string>,
  now: Instant,
): ContactMethod => ({
  ...line,
  unsentAnswers: (line.unsentAnswers ?? []).map((answer) =>
    ids.has(answer.inboundMessageId) ? { ...answer, retryAt: retryAfter(answer, now) } : answer,
  ),
});

const retryAfter = ({ at }: UnsentAnswer, now: Instant): Instant =>
  plusSeconds(now, Math.min(Math.max(secondsUntil(now, at), firstRetrySeconds), longestRetrySeconds));

/** After this long an answer may no longer be true, and says how things are now. */
const freshSeconds = 60;
/** Check-ins come after a quarter of an hour: an answer about no single incident is not sent after this long. */
const generalSeconds = 600;
const incidentSeconds = 24 * 3600;

/** Whether an answer is still sent as it was written, must say how its incident is now, or is no longer of use. */
export const freshness = (
  { at, incident }: UnsentAnswer,
  now: Instant,
): 'as-written' | 'renew' | 'expired' => {
  const age = secondsUntil(now, at);
  if (incident === undefined) return age <= generalSeconds ? 'as-written' : 'expired';
  if (age > incidentSeconds) return 'expired';
  return age <= freshSeconds ? 'as-written' : 'renew';
};
