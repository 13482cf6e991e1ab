import accessJson from '../../policies/access.json' with { type: 'json' };
import clearanceJson from '../../policies/clearance.json' with { type: 'json' };
import clearanceTenantsJson from '../../policies/clearance-tenants.json' with { type: 'json' };
import crisisJson from '../../policies/crisis.json' with { type: 'json' };
import presenceJson from '../../policies/presence.json' with { type: 'json' };
import retentionJson from '../../policies/retention.json' with { type: 'json' };
import type { ClearancePolicy } from '../../domain/clearance/policy.ts';
import type { CrisisPolicy } from '../../domain/crisis/incident.ts';
import type { PresencePolicy } from '../../domain/intake/settle-presence.ts';
import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import type { AccessPolicy } from '../../domain/vault/open-record.ts';
import { withoutClassGroups } from '../../policies/class-groups.ts';
import type { StatedClearancePolicy, TenantClearancePolicies } from '../../policies/clearance-schema.ts';
import { policyOfTenant } from '../../policies/policy-of-tenant.ts';

// build/functions.ts checks the policy files before it puts them into the bundles, and no bundle is built without that
// check. Parsing them again would cost 20 to 30 ms of each cold start.
export const readCrisisPolicy = (): CrisisPolicy => crisisJson as unknown as CrisisPolicy;
export const readPresencePolicy = (): PresencePolicy => presenceJson;
export const readRetentionPolicy = (): RetentionPolicy =>
  withoutClassGroups(retentionJson) as RetentionPolicy;
export const readAccessPolicy = (): AccessPolicy => accessJson as AccessPolicy;

/** The policy of clearance by tenant, each put together once. */
export const readClearancePolicies = (): ((tenantId: string) => ClearancePolicy) => {
  const common = clearanceJson as StatedClearancePolicy;
  const tenants = clearanceTenantsJson as TenantClearancePolicies;
  const known = new Map<string, ClearancePolicy>();
  return (tenantId) => {
    const policy = known.get(tenantId) ?? policyOfTenant(common, tenants, tenantId);
    known.set(tenantId, policy);
    return policy;
  };
};
