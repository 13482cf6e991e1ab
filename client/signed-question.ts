import { Webhook } from 'standardwebhooks';
import type { ClientOptions } from './index.ts';

/** A signed GET: Standard Webhooks over method and target instead of a body. */
export const signedQuestion = (
  { url, tenantId, secret }: Pick<ClientOptions, 'url' | 'tenantId' | 'secret'>,
  target: string,
  { id, sentAt }: { readonly id: string; readonly sentAt: Date },
) => ({
  url: `${url}${target}`,
  headers: {
    'vigil-tenant': tenantId,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, sentAt, JSON.stringify({ method: 'GET', target })),
  },
});
