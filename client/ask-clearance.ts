import { randomUUID } from 'node:crypto';
import { signedQuestion } from './signed-question.ts';
import type { ClientOptions } from './index.ts';

export interface ClearanceQuestion {
  readonly sessionId: string;
  /** Anyone who is to take part: with both named, Vigil reads everything at once. They are never believed, only looked up. */
  readonly clientId?: string;
  readonly clinicianId?: string;
}

/** What Vigil answers; whatever else happens, take it for a "no". */
export interface ClearanceAnswer {
  readonly httpStatus: number;
  readonly mayStart: boolean;
  readonly decision: 'cleared' | 'cleared-with-warnings' | 'blocked';
  /** Why there is no clearance at all, for example `not-checked-in`. */
  readonly reason?: string;
  readonly checks?: readonly {
    readonly check: string;
    readonly about?: string;
    readonly status: 'pass' | 'warn' | 'fail';
    readonly reason: string;
    readonly remedy?: string;
  }[];
  readonly breakGlass?: { readonly by: string; readonly review: 'open' | 'done' };
}

/** The signed question. */
export const clearanceRequest = (
  { url, tenantId, secret }: Pick<ClientOptions, 'url' | 'tenantId' | 'secret'>,
  { sessionId, clientId, clinicianId }: ClearanceQuestion,
  { id, sentAt }: { readonly id: string; readonly sentAt: Date },
) => {
  const query = new URLSearchParams({
    ...(clientId === undefined ? {} : { clientId }),
    ...(clinicianId === undefined ? {} : { clinicianId }),
  }).toString();
  const target = `/v1/sessions/${sessionId}/clearance${query === '' ? '' : `?${query}`}`;
  return signedQuestion({ url, tenantId, secret }, target, { id, sentAt });
};

/** `GET /v1/sessions/{sessionId}/clearance`: may this session run now? */
export const askClearance = async (
  options: ClientOptions,
  question: ClearanceQuestion,
): Promise<ClearanceAnswer> => {
  const sentAt = (await options.now?.()) ?? new Date();
  const { url, headers } = clearanceRequest(options, question, { id: randomUUID(), sentAt });
  const response = await fetch(url, { headers });
  const answer = (await response.json()) as Omit<ClearanceAnswer, 'httpStatus'>;
  return { ...answer, httpStatus: response.status };
};
