/** An instant in UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`: always this form, so that text order is time order. */
export type Instant = string;

/** Any RFC 3339 instant in the one form that the domain compares. */
export const toInstant = (rfc3339: string): Instant => new Date(rfc3339).toISOString();

export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();

/** Whole seconds from `from` until `to`, never negative, rounded up so that nobody wakes early. */
export const secondsUntil = (to: Instant, from: Instant): number =>
  Math.max(0, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000));
