import type { StatedClearancePolicy, TenantClearancePolicies } from './clearance.ts';

/** The policy of one tenant: the common one with what the tenant decided for itself. */
export const policyOfTenant = (
  common: StatedClearancePolicy,
  tenants: TenantClearancePolicies,
  tenantId: string,
): StatedClearancePolicy => {
  // `Object.hasOwn`, since a tenant may be called "constructor".
  const own = Object.hasOwn(tenants, tenantId) ? tenants[tenantId] : undefined;
  if (own === undefined) return common;
  const { version, rules: added = [], previews = [], sessionKinds = {}, documents = [], ...replaced } = own;
  return {
    ...common,
    ...(Object.fromEntries(
      Object.entries(replaced).filter(([, value]) => value !== undefined),
    ) as Partial<StatedClearancePolicy>),
    version: `${common.version}.${version}`,
    jurisdictions: [...common.jurisdictions, ...common.previews.filter((place) => previews.includes(place))],
    rules: [...common.rules, ...added],
    sessionKinds: { ...common.sessionKinds, ...sessionKinds } as StatedClearancePolicy['sessionKinds'],
    documents: [
      ...common.documents.filter(
        ({ documentId }) => !documents.some((mine) => mine.documentId === documentId),
      ),
      ...documents,
    ],
  };
};
