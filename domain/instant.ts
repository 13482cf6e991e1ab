/** An instant in UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`: always this form, so that text order is time order. */
export type Instant = string;

/** Any RFC 3339 instant in the one form that the domain compares. */
export const toInstant = (rfc3339: string): Instant => instantAt(Date.parse(rfc3339));

/** The instant so many milliseconds after the epoch, or the nearest within the years 0000 to 9999. */
export const instantAt = (epochMilliseconds: number): Instant =>
  new Date(Math.min(lastMs, Math.max(firstMs, epochMilliseconds))).toISOString();

// An offset may carry "9999-12-31T23:59:59-08:00", which senders write for "never", into a year that JavaScript spells
// "+010000": as text it would stand before every other instant, and what never ends would have ended.
const firstMs = Date.parse('0000-01-01T00:00:00.000Z');
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

/** When something is said to have happened, but no later than now: no clock that runs ahead has the last word for ever. */
export const notAfter = (now: Instant, rfc3339: string): string => (toInstant(rfc3339) > now ? now : rfc3339);

export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  instantAt(Date.parse(instant) + seconds * 1000);

/** Whole seconds from `from` until `to`, never negative, rounded up so that nobody wakes early. */
export const secondsUntil = (to: Instant, from: Instant): number =>
  Math.max(0, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000));
