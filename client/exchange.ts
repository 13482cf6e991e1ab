import { setTimeout } from 'node:timers/promises';

/** Where Vigil is, who asks, and how patient the client is. */
export interface ConnectionOptions {
  /** Where Vigil's HTTP API is, without a path. */
  readonly url: string;
  readonly tenantId: string;
  /** The tenant's Standard Webhooks secret. */
  readonly secret: string;
  /** The present moment, for the signature; the system's clock where it is not given. */
  readonly now?: () => Promise<Date>;
  /** How often a request is tried; 5 where it is not given. */
  readonly attempts?: number;
  /** Milliseconds that one try may take; 10,000 where it is not given. */
  readonly timeoutMs?: number;
  /** Milliseconds that all tries and the pauses between them may take together; 60,000 where it is not given. */
  readonly deadlineMs?: number;
  /** What sends a request, for proxies and tests; the global `fetch` where it is not given. */
  readonly fetch?: typeof fetch;
  /** For tests: the pause between tries, a number from 0 to 1 that spreads it, and a clock in milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly random?: () => number;
  readonly elapsed?: () => number;
}

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Why there is no answer. */
export type NotAnswered =
  /** No try got an answer. Whether one arrived is unknown: ask again. */
  | { readonly status: 'unreachable'; readonly cause: 'timeout' | 'network' }
  /** Nothing was sent: this option is malformed. */
  | { readonly status: 'misconfigured'; readonly option: 'url' | 'secret' };

export interface Answered {
  readonly status: 'answered';
  readonly httpStatus: number;
  readonly contentType: string;
  readonly text: string;
}

/** Answers after which the same request may succeed a moment later. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const longestPauseMs = 10_000;

/**
 * Sends a request until it is answered: again, with growing random pauses ("full jitter"), while nothing answers or the
 * answer is 429, 502, 503 or 504. It waits as long as `Retry-After` says (RFC 9110, section 10.2.3). Where the deadline
 * does not leave time for that, it returns what it has. It never throws.
 */
export const exchange = async (
  options: ConnectionOptions,
  /** Signs again for each try: a signature is valid for five minutes. */
  request: (sentAt: Date) => SignedRequest,
): Promise<Answered | NotAnswered> => {
  const option = malformedOption(options);
  if (option !== undefined) return { status: 'misconfigured', option };
  const { attempts = 5, deadlineMs = 60_000, timeoutMs = 10_000 } = options;
  const { wait = setTimeout, random = Math.random, elapsed = () => performance.now() } = options;
  const startedAt = elapsed();
  for (let attempt = 1; ; attempt += 1) {
    const sentAt = (await options.now?.()) ?? new Date();
    const leftMs = deadlineMs - (elapsed() - startedAt);
    const tried = await tryOnce(request(sentAt), Math.min(timeoutMs, leftMs), options.fetch ?? fetch);
    if (tried.mayPassAfterMs === undefined || attempt >= attempts) return tried.outcome;
    const pauseMs = tried.mayPassAfterMs + random() * Math.min(longestPauseMs, 250 * 2 ** attempt);
    if (elapsed() - startedAt + pauseMs >= deadlineMs) return tried.outcome;
    await wait(pauseMs);
  }
};

const malformedOption = ({ url, secret }: ConnectionOptions): 'url' | 'secret' | undefined => {
  if (!URL.canParse(url) || !/^https?:\/\/[^/?#]+$/.test(url)) return 'url';
  const key = secret.replace(/^whsec_/, '');
  return /^[A-Za-z0-9+/]{4,}={0,2}$/.test(key) && key.length % 4 === 0 ? undefined : 'secret';
};

interface Tried {
  readonly outcome: Answered | NotAnswered;
  /** The least pause before another try that makes sense; absent where none does. */
  readonly mayPassAfterMs?: number;
}

const tryOnce = async (
  { url, ...request }: SignedRequest,
  timeoutMs: number,
  send: typeof fetch,
): Promise<Tried> => {
  try {
    const response = await send(url, { ...request, signal: AbortSignal.timeout(Math.ceil(timeoutMs)) });
    const contentType = response.headers.get('content-type') ?? '';
    const text = await response.text();
    const outcome = { status: 'answered', httpStatus: response.status, contentType, text } as const;
    return passing.has(response.status)
      ? { outcome, mayPassAfterMs: retryAfterMs(response.headers) }
      : { outcome };
  } catch (error) {
    const cause = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'network';
    return { outcome: { status: 'unreachable', cause }, mayPassAfterMs: 0 };
  }
};

/** Seconds or an HTTP date, which counts from the server's own clock. 0 where there is none, or none that can be read. */
const retryAfterMs = (headers: Headers): number => {
  const text = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const served = Date.parse(headers.get('date') ?? '');
  const pauseMs = Date.parse(text) - (Number.isNaN(served) ? Date.now() : served);
  return pauseMs > 0 ? pauseMs : 0;
};

/** The JSON of an answer; `undefined` where a gateway in between answered with a page of its own. */
export const jsonOf = ({ text }: Answered): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
