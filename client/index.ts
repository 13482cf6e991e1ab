import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type * as z from 'zod';
import type { Contract, Stated } from '../events/define.ts';
import { signedHeaders } from './signed-headers.ts';

export { providerIds, type ProviderIds } from '../functions/intake/provider-ids.ts';

export interface ClientOptions {
  /** Where Vigil's HTTP API is, without a path. */
  readonly url: string;
  readonly tenantId: string;
  /** The tenant's Standard Webhooks secret. */
  readonly secret: string;
  /** A URI that names the sending platform. */
  readonly source: string;
  /** The present moment, for the signature; the system's clock where it is not given. */
  readonly now?: () => Promise<Date>;
  /** How often an event is tried before it counts as not delivered; 5 where it is not given. */
  readonly attempts?: number;
  /** Milliseconds that one try may take; 10,000 where it is not given. */
  readonly timeoutMs?: number;
  /** Waits between tries, and a number from 0 to 1 that spreads them; for tests. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly random?: () => number;
}

/**
 * What became of an event. `refused`: Vigil answered, and `problem` is its RFC 9457 problem details. `unreachable`: no try
 * got an answer; whether one arrived is unknown, so send the same id again.
 */
export type Sent =
  | { readonly status: 'accepted'; readonly id: string }
  | { readonly status: 'unreachable'; readonly id: string; readonly cause: 'timeout' | 'network' }
  | {
      readonly status: 'refused';
      readonly id: string;
      readonly httpStatus: number;
      readonly problem: unknown;
    };

export interface EventOptions {
  /** Send the same id again to repeat an event whose answer was lost: it is taken once. */
  readonly id?: string;
  /** When it was so; the present where it is not given. */
  readonly time?: Date;
}

/** The signed HTTP request for one event: CloudEvents structured mode, Standard Webhooks signature. */
export const signedRequest = <T extends string, S extends z.ZodObject, P extends z.ZodObject>(
  { url, tenantId, secret, source }: Omit<ClientOptions, 'now'>,
  contract: Contract<T, S, P>,
  data: Stated<S, P>,
  { id, time, sentAt }: Required<EventOptions> & { readonly sentAt: Date },
) => {
  const { type } = contract;
  const attributes = { specversion: '1.0', id, source, type, time: time.toISOString() };
  const body = JSON.stringify({ ...attributes, datacontenttype: 'application/json', data });
  return {
    url: `${url}/v1/events`,
    headers: {
      'content-type': 'application/cloudevents+json',
      ...signedHeaders({ tenantId, secret }, { id, sentAt }, body),
    },
    body,
  };
};

/**
 * A typed client for `POST /v1/events`. It never throws because of the network: an event is tried again, under the same
 * id, with growing pauses, while nothing answers or the answer is 429, 502, 503 or 504.
 */
export const vigilClient = (options: ClientOptions) => ({
  async sendEvent<T extends string, S extends z.ZodObject, P extends z.ZodObject>(
    contract: Contract<T, S, P>,
    data: Stated<S, P>,
    { id = randomUUID(), time }: EventOptions = {},
  ): Promise<Sent> {
    const { now, attempts = 5, wait = setTimeout, random = Math.random } = options;
    const happenedAt = time ?? (await now?.()) ?? new Date();
    for (let attempt = 1; ; attempt += 1) {
      // Signed again for each try: a signature is valid for five minutes.
      const sentAt = (await now?.()) ?? new Date();
      const request = signedRequest(options, contract, data, { id, time: happenedAt, sentAt });
      const { sent, retryAfterMs } = await tryOnce(request, id, options.timeoutMs ?? 10_000);
      if (retryAfterMs === undefined || attempt >= attempts) return sent;
      await wait(Math.max(retryAfterMs, random() * Math.min(longestPauseMs, 250 * 2 ** attempt)));
    }
  },
});

const longestPauseMs = 10_000;

/** Answers after which the same event may be accepted a moment later. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

interface Tried {
  readonly sent: Sent;
  /** The least pause before another try that makes sense; absent where none does. */
  readonly retryAfterMs?: number;
}

const tryOnce = async (
  { url, headers, body }: ReturnType<typeof signedRequest>,
  id: string,
  timeoutMs: number,
): Promise<Tried> => {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    if (response.status === 202) return { sent: { status: 'accepted', id } };
    // A gateway in between may answer with a page of its own.
    const problem: unknown = await response.json().catch(() => undefined);
    const sent = { status: 'refused', id, httpStatus: response.status, problem } as const;
    if (!passing.has(response.status)) return { sent };
    const seconds = Number(response.headers.get('retry-after'));
    return { sent, retryAfterMs: seconds > 0 ? Math.min(longestPauseMs, seconds * 1000) : 0 };
  } catch (error) {
    const cause = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'network';
    return { sent: { status: 'unreachable', id, cause }, retryAfterMs: 0 };
  }
};

export type VigilClient = ReturnType<typeof vigilClient>;
