import type { ClearancePolicy } from '../../domain/clearance/policy.ts';
import { jurisdictions } from '../../policies/jurisdictions/index.ts';
import type { JurisdictionPackage } from '../../policies/jurisdictions.ts';
import { clearanceWith } from '../../policies/with-jurisdictions.ts';
import commonJson from '../../policies/clearance.json' with { type: 'json' };
import tenantsJson from '../../policies/clearance-tenants.json' with { type: 'json' };
import type { TenantClearancePolicies } from '../../policies/clearance.ts';
import { policyOfTenant } from '../../policies/policy-of-tenant.ts';

// build/functions.ts validates the file before it is bundled: parsing it again would cost 20 to 30 ms of a cold start.

/** The policy of clearance by tenant, each put together once. */
export const readClearancePolicies = (): ((tenantId: string) => ClearancePolicy) => {
  const common = clearanceWith(
    commonJson as Parameters<typeof clearanceWith>[0],
    jurisdictions as readonly JurisdictionPackage[],
  );
  const tenants = tenantsJson as TenantClearancePolicies;
  const known = new Map<string, ClearancePolicy>();
  return (tenantId) => {
    const policy = known.get(tenantId) ?? (policyOfTenant(common, tenants, tenantId) as ClearancePolicy);
    known.set(tenantId, policy);
    return policy;
  };
};
