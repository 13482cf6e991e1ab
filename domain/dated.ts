import type { Instant } from './instant.ts';

/** A statement with its effective date and the event that made it. */
export interface Dated {
  readonly at: Instant;
  readonly eventId: string;
}

/** Of two statements about the same thing the later one counts; at the same time, the greater event id, so that order never decides. */
export const isNewer = (candidate: Dated, known: Dated | undefined): boolean =>
  known === undefined ||
  candidate.at > known.at ||
  (candidate.at === known.at && candidate.eventId > known.eventId);
