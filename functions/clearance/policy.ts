import type { ClearancePolicy } from '../../domain/clearance/policy.ts';
import commonJson from '../../policies/clearance.json' with { type: 'json' };
import tenantsJson from '../../policies/clearance-tenants.json' with { type: 'json' };
import { clearancePolicy, policyOfTenant, tenantClearancePolicies } from '../../policies/clearance.ts';

/** The policy of clearance by tenant, each put together once. */
export const readClearancePolicies = (): ((tenantId: string) => ClearancePolicy) => {
  const common = clearancePolicy.parse(commonJson);
  const tenants = tenantClearancePolicies.parse(tenantsJson);
  const known = new Map<string, ClearancePolicy>();
  return (tenantId) => {
    const policy = known.get(tenantId) ?? policyOfTenant(common, tenants, tenantId);
    known.set(tenantId, policy);
    return policy;
  };
};
