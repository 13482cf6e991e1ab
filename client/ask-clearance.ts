import { randomUUID } from 'node:crypto';
import { type ConnectionOptions, exchange, jsonOf, type NotAnswered } from './exchange.ts';
import { signedQuestion, targetOf } from './signed-question.ts';

export interface ClearanceQuestion {
  readonly sessionId: string;
  /** Anyone who is to take part: with both named, Vigil reads everything at once. They are looked up, never believed. */
  readonly clientId?: string;
  readonly clinicianId?: string;
}

/** Whether the session may start. Without an answer it may not. */
export type ClearanceAnswer =
  | {
      readonly status: 'answered';
      readonly httpStatus: number;
      readonly mayStart: boolean;
      readonly decision: 'cleared' | 'cleared-with-warnings' | 'blocked';
      /** Why there is no clearance at all, for example `not-checked-in`. */
      readonly reason?: string;
      readonly checks?: readonly {
        /** Whom it is about, where several clients take part. */
        readonly clientId?: string;
        readonly check: string;
        readonly about?: string;
        readonly status: 'pass' | 'warn' | 'fail';
        readonly reason: string;
        /** The consent or license that the check relied on. */
        readonly reliedOn?: string;
        readonly remedy?: string;
        /** For clinicians: who can do what, in English and Spanish. */
        readonly advice?: {
          readonly who: string;
          readonly en: string;
          readonly es: string;
          readonly newId?: string;
          readonly notPossible?: { readonly en: string; readonly es: string };
        };
      }[];
      /** Who is cleared and who is not, where several clients take part. */
      readonly participants?: readonly {
        readonly clientId: string;
        readonly decision: 'cleared' | 'cleared-with-warnings' | 'blocked';
      }[];
      readonly breakGlass?: { readonly by: string; readonly review: 'open' | 'done' };
    }
  | (NotAnswered & { readonly mayStart: false; readonly decision: 'blocked' });

/** The signed question. */
export const clearanceRequest = (
  connection: Pick<ConnectionOptions, 'url' | 'tenantId' | 'secret'>,
  { sessionId, clientId, clinicianId }: ClearanceQuestion,
  signing: { readonly id: string; readonly sentAt: Date },
) => {
  const path = `/v1/sessions/${encodeURIComponent(sessionId)}/clearance`;
  return signedQuestion(connection, targetOf(path, { clientId, clinicianId }), signing);
};

/** Somebody waits to begin a session: after a quarter of a minute a "no" is the better answer. */
const patience = { timeoutMs: 6_000, deadlineMs: 15_000 };

/** `GET /v1/sessions/{sessionId}/clearance`: may this session run now? It never throws. */
export const askClearance = async (
  options: ConnectionOptions,
  question: ClearanceQuestion,
): Promise<ClearanceAnswer> => {
  const blocked = { mayStart: false, decision: 'blocked' } as const;
  const answer = await exchange({ ...patience, ...options }, (sentAt) =>
    clearanceRequest(options, question, { id: randomUUID(), sentAt }),
  );
  if (answer.status !== 'answered') return { ...answer, ...blocked };
  const { status, httpStatus } = answer;
  return { ...blocked, ...(jsonOf(answer) as object | undefined), status, httpStatus };
};
