import { randomUUID } from 'node:crypto';
import type { PersonLoad } from '../domain/crisis/load-report.ts';
import type { TriggerCount } from '../domain/crisis/trigger-report.ts';
import { type ConnectionOptions, exchange, jsonOf, type NotAnswered } from './exchange.ts';
import { signedQuestion, targetOf } from './signed-question.ts';

export interface LoadQuestion {
  /** The end of the week that the report covers; now if absent. */
  readonly until?: Date;
  /** On whose clock a night is a night; UTC where it is not given. */
  readonly timeZone?: string;
}

export type LoadAnswer =
  | {
      readonly status: 'answered';
      readonly httpStatus: number;
      readonly from?: string;
      readonly until?: string;
      readonly timeZone?: string;
      readonly people?: readonly PersonLoad[];
      readonly triggers?: readonly TriggerCount[];
      readonly reason?: string;
    }
  | NotAnswered;

/**
 * `GET /v1/on-call/load`: pages, nights, days in a row and time to answer of each person on call, with warnings; and what
 * paged them, by trigger, and whether it needed action. It never throws.
 */
export const askLoad = async (
  options: ConnectionOptions,
  { until, timeZone }: LoadQuestion = {},
): Promise<LoadAnswer> => {
  const target = targetOf('/v1/on-call/load', { until: until?.toISOString(), timeZone });
  const answer = await exchange(options, (sentAt) =>
    signedQuestion(options, target, { id: randomUUID(), sentAt }),
  );
  if (answer.status !== 'answered') return answer;
  const { status, httpStatus } = answer;
  return { ...(jsonOf(answer) as object | undefined), status, httpStatus };
};
