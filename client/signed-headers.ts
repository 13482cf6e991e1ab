import { Webhook } from 'standardwebhooks';

/** Who asks, and the Standard Webhooks signature over `signed`: the body, or the text that replaces it for a GET. */
export const signedHeaders = (
  { tenantId, secret }: { readonly tenantId: string; readonly secret: string },
  { id, sentAt }: { readonly id: string; readonly sentAt: Date },
  signed: string,
) => ({
  'vigil-tenant': tenantId,
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, sentAt, signed),
});
