import { dueAt, type Incident } from '../../domain/crisis/incident.ts';
import { type Instant, plusSeconds } from '../../domain/instant.ts';

/** A closed incident leaves the table after this long; its facts stay in the ledger. */
const closedKeptSeconds = 90 * 24 * 3600;

/** What the table must know of an incident: when the watchdog has to look, or when it may go. */
export const deadlineOf = (incident: Incident): { deadline?: Instant; expiresAt?: Instant } => {
  const deadline = dueAt(incident);
  if (deadline !== undefined) return { deadline };
  return incident.status === 'closed' ? { expiresAt: plusSeconds(incident.closedAt, closedKeptSeconds) } : {};
};
