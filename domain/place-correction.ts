import { type Dated, isNewer } from './dated.ts';
import type { Instant } from './instant.ts';

/** Somebody says that a place was written down by mistake: in the registration, or in the check-in of one session. */
export interface PlaceCorrection extends Dated {
  readonly wrong: string;
  readonly right: string;
  /** The session whose check-in named the place; absent: the registration did. */
  readonly sessionId?: string | undefined;
}

/** A place that was stated: at which time, and in the check-in of which session, if in one. */
export interface StatedPlace {
  readonly place: string;
  readonly at: Instant;
  readonly sessionId?: string | undefined;
}

/**
 * The place that was meant. A correction applies to what was stated up to its own date, and a later correction to what an
 * earlier one gave; the order in which they arrived makes no difference.
 */
export const correctedPlace = (
  corrections: readonly PlaceCorrection[],
  { place, at, sessionId }: StatedPlace,
): string =>
  corrections
    .filter((correction) => correction.sessionId === sessionId && correction.at >= at)
    .reduce((meant, { wrong, right }) => (meant === wrong ? right : meant), place);

/** The corrections with one more, oldest first; the same ones if it is known. */
export const withCorrection = (
  corrections: readonly PlaceCorrection[],
  correction: PlaceCorrection,
): readonly PlaceCorrection[] =>
  corrections.some(({ eventId }) => eventId === correction.eventId)
    ? corrections
    : [...corrections, correction].sort((left, right) => (isNewer(left, right) ? 1 : -1));
