import type { Instant } from '../../../domain/instant.ts';

/** A moment on the clock of a time zone, with the zone's name: `Mar 1, 4:00 PM CST`. */
export const localTime = (at: Instant, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at));

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** `12 minutes ago`, in the largest unit of which two have passed. */
export const ago = (at: Instant, now: Instant, locale: string): string => {
  const passed = Math.max(0, (Date.parse(now) - Date.parse(at)) / 1000);
  const { unit, seconds } = units.find((each) => passed >= 2 * each.seconds) ?? {
    unit: 'second',
    seconds: 1,
  };
  return new Intl.RelativeTimeFormat(locale).format(-Math.floor(passed / seconds), unit);
};
