import type { Clock } from './service.ts';

export interface DueDates {
  /** Sets or moves the date of a name; without a date it has none. */
  set(name: string, dueAt: number | undefined): void;
  stop(): void;
}

/** Many dates on one timer of the clock. `reach` gets each name once, when the clock comes to its date. */
export function createDueDates(clock: Clock, reach: (name: string, dueAt: number) => void): DueDates {
  const dates = new Map<string, number>();
  /** Soonest first; an entry whose date was moved stays until its turn, and is then skipped. */
  const line: { name: string; dueAt: number }[] = [];
  let timer: { dueAt: number; cancel: () => void } | undefined;

  function arm(): void {
    const next = line[0];
    if (timer?.dueAt === next?.dueAt) return;
    timer?.cancel();
    timer = next && { dueAt: next.dueAt, cancel: clock.at(next.dueAt, fire) };
  }

  function fire(): void {
    timer = undefined;
    const now = clock.now();
    const later = line.findIndex(({ dueAt }) => dueAt > now);
    const ripe = line.splice(0, later === -1 ? line.length : later);
    // Before anything else happens, so that a clock which is being turned sees the next date at once.
    arm();
    for (const { name, dueAt } of ripe) {
      if (dates.get(name) !== dueAt) continue;
      dates.delete(name);
      reach(name, dueAt);
    }
  }

  return {
    set(name, dueAt) {
      if (dates.get(name) === dueAt) return;
      if (dueAt === undefined) {
        dates.delete(name);
        return;
      }
      dates.set(name, dueAt);
      let low = 0;
      let high = line.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((line[middle]?.dueAt ?? 0) <= dueAt) low = middle + 1;
        else high = middle;
      }
      line.splice(low, 0, { name, dueAt });
      arm();
    },
    stop: () => timer?.cancel(),
  };
}
