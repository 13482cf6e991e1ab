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
import { clearancePolicy, policyOfTenant, tenantClearancePolicies } from '../../policies/clearance-schema.ts';
import { accessPolicy, crisisPolicy, presencePolicy, retentionPolicy } from '../../policies/schema.ts';

// The synth has checked the files already; checked again here, so that what runs is what was reviewed.
export const readCrisisPolicy = (): CrisisPolicy => crisisPolicy.parse(crisisJson);
export const readPresencePolicy = (): PresencePolicy => presencePolicy.parse(presenceJson);
export const readRetentionPolicy = (): RetentionPolicy =>
  retentionPolicy.parse(retentionJson) as RetentionPolicy;
export const readAccessPolicy = (): AccessPolicy => accessPolicy.parse(accessJson);

/** The policy of clearance by tenant, each put together once. */
export const readClearancePolicies = (): ((tenantId: string) => ClearancePolicy) => {
  const common = clearancePolicy.parse(clearanceJson);
  const tenants = tenantClearancePolicies.parse(clearanceTenantsJson);
  const known = new Map<string, ClearancePolicy>();
  return (tenantId) => {
    const policy = known.get(tenantId) ?? policyOfTenant(common, tenants, tenantId);
    known.set(tenantId, policy);
    return policy;
  };
};
