import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import {
  findingIn,
  readAnswers,
  type Screener,
  type UnreadableAnswer,
} from '../../../domain/crisis/screener.ts';
import { screeningSubmitted } from '../../../events/risk.ts';
import type { Complaint } from '../../platform/http/problem.ts';
import json from '../../../policies/crisis.json' with { type: 'json' };

// build/functions.ts validates the file before it is bundled.
const { screeners } = json as unknown as Pick<CrisisPolicy, 'screeners'>;

export interface ReadScreening {
  /** The data with the answers that the instrument defines. */
  readonly data: object;
  /** One of them says that somebody may be in danger: the event must be taken. */
  readonly positive: boolean;
  /** What is wrong with the other entries. */
  readonly unreadable: readonly Complaint[];
}

/** Separates readable answers from the others; nothing if that takes an instrument and answers that are not there. */
export const readScreening = (data: unknown): ReadScreening | undefined => {
  const { instrument, answers } = (data ?? {}) as {
    readonly instrument?: unknown;
    readonly answers?: unknown;
  };
  if (typeof instrument !== 'string' || !Object.hasOwn(screeners, instrument)) return undefined;
  const screener = screeners[instrument];
  if (screener === undefined || typeof answers !== 'object' || answers === null || Array.isArray(answers))
    return undefined;
  const read = readAnswers(answers, screener);
  const positive = findingIn(read.answers, screener) !== undefined;
  const malformed = positive ? malformedOptionsOf(data as object) : [];
  return {
    data: { ...without(data as object, malformed), answers: read.answers },
    positive,
    unreadable: [
      ...malformed.map((path) => ({ path, message: 'is malformed' })),
      ...read.unreadable.map((answer) => complaintOf(answer, instrument, screener)),
    ],
  };
};

/** An emergency does not wait for the fields that it can do without. */
const malformedOptionsOf = (data: object): string[] =>
  (['sessionId', 'answeredAt'] as const).filter(
    (name) => !screeningSubmitted.data.shape[name].safeParse((data as Record<string, unknown>)[name]).success,
  );

const without = (data: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)));

/** Such as "q9" or "09": too short for a name or a number of a person, so it may be repeated. */
const shortCode = /^[a-z]{0,3}-?\d{1,2}[a-z]?$/i;

const complaintOf = (
  { index, key, allowed }: UnreadableAnswer,
  instrument: string,
  { items }: Screener,
): Complaint => {
  if (allowed !== undefined) return { path: `answers.${key}`, message: `must be ${listed(allowed)}` };
  const defined = `is not an item: ${instrument} has the items ${Object.keys(items).join(', ')}`;
  return shortCode.test(key)
    ? { path: `answers.${key}`, message: defined }
    : { path: 'answers', message: `has an entry in place ${index + 1} that ${defined}` };
};

const listed = (values: readonly (number | string)[]): string => {
  const quoted = values.map((value) => JSON.stringify(value));
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
};
