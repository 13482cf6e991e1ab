import type { CodedIncident } from '../../../domain/crisis/contact-method.ts';
import type { AggregatesAtOnce } from '../../platform/state/aggregates.ts';
import { incidentKey } from '../keys.ts';

/** As many as BatchGetItem reads at once. */
const readAtOnce = 100;

/** The ids of those incidents that are not closed. */
export const openAmong = async (
  aggregates: AggregatesAtOnce,
  entries: readonly CodedIncident[],
): Promise<ReadonlySet<string>> => {
  const open = new Set<string>();
  for (let start = 0; start < entries.length; start += readAtOnce) {
    const wanted = entries
      .slice(start, start + readAtOnce)
      .map(({ tenantId, clientId, incidentId }) => [incidentId, incidentKey(tenantId, clientId)] as const);
    const incidents = await aggregates.loadAll(Object.fromEntries(wanted));
    for (const [incidentId] of wanted) {
      const incident = incidents[incidentId]?.state;
      if (incident?.incidentId === incidentId && incident.status !== 'closed') open.add(incidentId);
    }
  }
  return open;
};
