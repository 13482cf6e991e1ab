import type { ClientOptions } from './index.ts';
import { signedHeaders } from './signed-headers.ts';

/** A signed GET: Standard Webhooks over method and target instead of a body. */
export const signedQuestion = (
  { url, tenantId, secret }: Pick<ClientOptions, 'url' | 'tenantId' | 'secret'>,
  target: string,
  { id, sentAt }: { readonly id: string; readonly sentAt: Date },
) => ({
  url: `${url}${target}`,
  headers: signedHeaders({ tenantId, secret }, { id, sentAt }, JSON.stringify({ method: 'GET', target })),
});
