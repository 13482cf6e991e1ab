import { randomBytes } from 'node:crypto';
import type { Binding } from '../../domain/records/sealed-record.ts';

/** Where the signing secrets of a tenant's endpoints are sealed: a key of their own, which opens no record. */
export const secretBinding = (tenantId: string, subscriptionId: string): Binding => ({
  tenantId,
  subject: 'delivery',
  recordId: subscriptionId,
  recordClass: 'endpoint-secret',
});

/** Standard Webhooks asks for 24 to 64 random bytes. */
export const newEndpointSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
