import { isNewer } from './client.ts';
import type { Instant } from '../instant.ts';

export interface Licence {
  readonly jurisdiction: string;
  readonly licenceType: string;
  readonly validFrom: Instant;
  readonly validUntil: Instant;
}

export interface Clinician {
  readonly clinicianId: string;
  readonly registered?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly licences: readonly Licence[];
  };
  /** Sessions that have not ended, so that a change of licence finds them. */
  readonly openSessions: readonly string[];
}

export const newClinician = (clinicianId: string): Clinician => ({ clinicianId, openSessions: [] });

/** The clinician after a registration: the newest one counts, whatever the order of arrival. */
export const registerClinician = (
  clinician: Clinician,
  registered: NonNullable<Clinician['registered']>,
): Clinician => (isNewer(registered, clinician.registered) ? { ...clinician, registered } : clinician);
