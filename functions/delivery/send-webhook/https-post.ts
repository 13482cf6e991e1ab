import { lookup } from 'node:dns/promises';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { hostOf } from '../endpoint-url.ts';
import { isPublicAddress } from '../public-address.ts';
import type { Post, PostOutcome } from './post.ts';

/** Standard Webhooks recommends 15 to 30 seconds; a hanging endpoint would block as many others. */
const timeoutMs = 10_000;

/**
 * Posts over TLS to a public address. Every address of the host is checked, and the connection goes to a checked one, so
 * that no second look at DNS can lead elsewhere. Redirects are not followed; the answer's body is not read.
 */
export const httpsPost: Post = async ({ url, headers, body, attempt }) => {
  const signal = AbortSignal.timeout(timeoutMs);
  const target = new URL(url);
  const host = hostOf(target);
  const addresses = isIP(host) === 0 ? await within(signal, addressesOf(host)) : [host];
  if (addresses === 'timeout') return refused('timeout');
  const address = addresses[(attempt - 1) % addresses.length];
  if (address === undefined) return refused('name-unknown');
  if (!addresses.every(isPublicAddress)) return refused('address-not-public');
  return send(
    {
      host: address,
      port: target.port === '' ? 443 : Number(target.port),
      path: `${target.pathname}${target.search}`,
      method: 'POST',
      headers: { ...headers, host: target.host, 'content-length': String(Buffer.byteLength(body)) },
      // The certificate must be that of the host, although the connection is to an address.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      agent: false,
      signal,
    },
    body,
  );
};

const refused = (reason: string): PostOutcome => ({ outcome: 'refused', reason });

const addressesOf = async (host: string): Promise<readonly string[]> => {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
};

const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T | 'timeout'> =>
  Promise.race([
    work,
    new Promise<'timeout'>((resolve) => {
      signal.addEventListener('abort', () => resolve('timeout'), { once: true });
    }),
  ]);

const send = (options: RequestOptions, body: string): Promise<PostOutcome> =>
  new Promise((resolve) => {
    const request = httpsRequest(options, ({ statusCode = 0 }) => {
      resolve(outcomeOf(statusCode));
      request.destroy();
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(refused(reasonOf(error))));
    request.end(body);
  });

const outcomeOf = (status: number): PostOutcome => {
  if (status >= 200 && status < 300) return { outcome: 'accepted' };
  return refused(status >= 300 && status < 400 ? 'redirected' : `http-${status}`);
};

const reasonOf = ({ name, code = '' }: NodeJS.ErrnoException): string => {
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT') return 'timeout';
  return /CERT|TLS|SSL|ALTNAME/.test(code) ? 'tls-failed' : 'connection-failed';
};
