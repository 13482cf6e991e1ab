/**
 * Does the work of every tenant. One tenant's fault costs no other its turn: it is thrown after the last, so that the run
 * fails and is tried again.
 */
export const forEachTenant = async (
  tenants: readonly string[],
  work: (tenantId: string) => Promise<void>,
  onFault: (error: unknown, tenantId: string) => void,
): Promise<void> => {
  const faults: unknown[] = [];
  for (const tenantId of tenants)
    await work(tenantId).catch((error: unknown) => {
      onFault(error, tenantId);
      faults.push(error);
    });
  if (faults.length > 0) throw faults[0];
};
