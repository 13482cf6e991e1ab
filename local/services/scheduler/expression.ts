/** The first due time after a moment; undefined when there is none left. */
export type NextAfter = (moment: number) => number | undefined;

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Parses `rate(...)`, `at(...)` and daily or hourly `cron(...)` expressions.
 * Source: "Schedule types", EventBridge Scheduler User Guide. @throws for what the stage does not know.
 */
export function parseSchedule(expression: string, what: string): NextAfter {
  const [, kind, argument = ''] = /^(rate|at|cron)\((.+)\)$/.exec(expression) ?? [];
  const unknown = () => new Error(`${what}: the stage does not know the schedule ${expression}`);
  switch (kind) {
    case 'rate': {
      const [, count = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
      const intervalMs = Number(count) * (unitMs[unit] ?? NaN);
      if (!(intervalMs > 0)) throw unknown();
      return everyInterval(intervalMs);
    }
    case 'at': {
      const dueAt = Date.parse(`${argument}Z`);
      if (Number.isNaN(dueAt)) throw unknown();
      return (moment) => (moment < dueAt ? dueAt : undefined);
    }
    case 'cron': {
      const [minute = '', hour = '', ...days] = argument.split(/\s+/);
      if (
        !/^\d+$/.test(minute) ||
        !/^(\d+|\*)$/.test(hour) ||
        !days.every((day) => day === '*' || day === '?')
      )
        throw unknown();
      const offsetMs = Number(minute) * 60_000 + (hour === '*' ? 0 : Number(hour) * 3_600_000);
      const periodMs = hour === '*' ? 3_600_000 : 86_400_000;
      return (moment) => (Math.floor((moment - offsetMs) / periodMs) + 1) * periodMs + offsetMs;
    }
    default:
      throw unknown();
  }
}

/** A rate counts from the first moment that it is asked for. */
function everyInterval(intervalMs: number): NextAfter {
  let origin: number | undefined;
  return (moment) => {
    origin ??= moment;
    return origin + (Math.floor((moment - origin) / intervalMs) + 1) * intervalMs;
  };
}
