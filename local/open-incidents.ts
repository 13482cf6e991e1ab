import type { Store } from './service.ts';
import type { BusEvent } from './services/event-bridge/events.ts';

export interface OpenIncidents {
  /** Takes each event that passes a bus. */
  note(event: BusEvent): void;
  count(): number;
}

/** Incidents that are open, by the facts that Vigil publishes. A fact that is published twice changes nothing. */
export function createOpenIncidents(store: Store): OpenIncidents {
  const statuses = new Map(store.all<'open' | 'closed'>('incidents'));

  function set(event: BusEvent, status: 'open' | 'closed'): void {
    const data = event.detail['data'];
    if (typeof data !== 'object' || data === null || !('incidentId' in data)) return;
    const id = String(data.incidentId);
    if (status === 'open' && statuses.has(id)) return;
    statuses.set(id, status);
    store.put('incidents', id, status);
  }

  return {
    note(event) {
      if (event['detail-type'] === 'incident.opened.v1') set(event, 'open');
      if (event['detail-type'] === 'incident.closed.v1') set(event, 'closed');
    },
    count: () => [...statuses.values()].filter((status) => status === 'open').length,
  };
}
