import {
  type CodedIncident,
  type ContactMethod,
  latestCodes,
} from '../../../domain/crisis/contact-method.ts';
import type { Incident } from '../../../domain/crisis/incident.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import { incidentKey } from '../keys.ts';

/** An incident that a phone has a code for, and what its client's item holds now. */
export interface IncidentOfPhone {
  readonly entry: CodedIncident;
  readonly incident: Incident | undefined;
}

export const incidentsOf = (
  aggregates: Aggregates,
  { incidents }: ContactMethod,
): Promise<readonly IncidentOfPhone[]> =>
  Promise.all(
    incidents.map(async (entry) => ({
      entry,
      incident: (await aggregates.load(incidentKey(entry.tenantId, entry.clientId)))?.state,
    })),
  );

export const isOpen = ({ entry, incident }: IncidentOfPhone): boolean =>
  incident?.incidentId === entry.incidentId && incident.status !== 'closed';

export const hasTask = ({ entry, incident }: IncidentOfPhone): boolean =>
  incident?.tasks.some(
    ({ incidentId, staffId }) => incidentId === entry.incidentId && staffId === entry.staffId,
  ) === true;

export const openCodes = (incidents: readonly IncidentOfPhone[]): readonly string[] =>
  latestCodes(incidents.filter(isOpen).map(({ entry }) => entry)).map(({ code }) => code);
