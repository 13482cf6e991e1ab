import { randomUUID } from 'node:crypto';
import type { PersonLoad } from '../domain/crisis/load-report.ts';
import type { ClientOptions } from './index.ts';
import { signedQuestion } from './signed-question.ts';

export interface LoadQuestion {
  /** The end of the week that the report covers; now if absent. */
  readonly until?: Date;
  /** On whose clock a night is a night; UTC where it is not given. */
  readonly timeZone?: string;
}

export interface LoadAnswer {
  readonly httpStatus: number;
  readonly from?: string;
  readonly until?: string;
  readonly timeZone?: string;
  readonly people?: readonly PersonLoad[];
  readonly reason?: string;
}

/** `GET /v1/on-call/load`: pages, nights, days in a row and time to answer of each person on call, with warnings. */
export const askLoad = async (
  options: ClientOptions,
  { until, timeZone }: LoadQuestion = {},
): Promise<LoadAnswer> => {
  const sentAt = (await options.now?.()) ?? new Date();
  const query = new URLSearchParams({
    ...(until === undefined ? {} : { until: until.toISOString() }),
    ...(timeZone === undefined ? {} : { timeZone }),
  }).toString();
  const target = `/v1/on-call/load${query === '' ? '' : `?${query}`}`;
  const { url, headers } = signedQuestion(options, target, { id: randomUUID(), sentAt });
  const response = await fetch(url, { headers });
  return { ...((await response.json()) as Omit<LoadAnswer, 'httpStatus'>), httpStatus: response.status };
};
