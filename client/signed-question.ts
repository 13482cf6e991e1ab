import type { ConnectionOptions, SignedRequest } from './exchange.ts';
import { signedHeaders } from './signed-headers.ts';

/** A signed GET: Standard Webhooks over method and target instead of a body. */
export const signedQuestion = (
  { url, tenantId, secret }: Pick<ConnectionOptions, 'url' | 'tenantId' | 'secret'>,
  target: string,
  { id, sentAt }: { readonly id: string; readonly sentAt: Date },
): SignedRequest => ({
  method: 'GET',
  url: `${url}${target}`,
  headers: signedHeaders({ tenantId, secret }, { id, sentAt }, JSON.stringify({ method: 'GET', target })),
});

/** A path and the parameters that are given. */
export const targetOf = (path: string, parameters: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
};
