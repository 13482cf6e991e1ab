import { Temporal } from 'temporal-polyfill';

/** The moment an ISO 8601 duration after `from`; years and months go by the calendar (UTC). @throws RangeError */
export function addDuration(from: number, duration: string): number {
  const start = Temporal.Instant.fromEpochMilliseconds(Math.floor(from)).toZonedDateTimeISO('UTC');
  return start.add(Temporal.Duration.from(duration)).epochMilliseconds;
}
