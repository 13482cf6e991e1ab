import { type Tenant, type TenantProfile, tenantOfProfile } from '../../../domain/tenancy/tenant.ts';
import type { AggregateKey, SaveOptions } from '../state/aggregates.ts';

export const tenantKey = (tenantId: string): AggregateKey<Tenant> => ({
  kind: 'tenant',
  ids: [tenantId],
  tenantId,
  upcasters: [(profile: TenantProfile): Tenant => tenantOfProfile(profile)],
});

/** How each save of a tenant keeps it listed: under the tenants that are served, or under those of the past. */
export const listed = ({ status, addedAt }: Tenant): Pick<SaveOptions, 'deadline' | 'index'> => ({
  deadline: addedAt,
  index: status === 'removed' ? 'former-tenant' : 'tenant',
});
