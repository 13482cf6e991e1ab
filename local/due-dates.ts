import type { Clock } from './service.ts';
import { createTimeline } from './timeline.ts';

export interface DueDates {
  /** Sets or moves the date of a name; without a date it has none. */
  set(name: string, dueAt: number | undefined): void;
  stop(): void;
}

/** Many dates on one timer of the clock. `reach` gets each name once, when the clock comes to its date. */
export function createDueDates(clock: Clock, reach: (name: string, dueAt: number) => void): DueDates {
  const dates = new Map<string, number>();
  /** An entry whose date was moved stays until its turn, and is then skipped. */
  const line = createTimeline<{ readonly name: string; readonly dueAt: number }>();
  let timer: { readonly dueAt: number; readonly cancel: () => void } | undefined;

  function arm(): void {
    const next = line.first();
    if (timer?.dueAt === next?.dueAt) return;
    timer?.cancel();
    timer = next && { dueAt: next.dueAt, cancel: clock.at(next.dueAt, fire) };
  }

  function fire(): void {
    timer = undefined;
    const ripe = line.takeDue(clock.now());
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
      line.add({ name, dueAt });
      arm();
    },
    stop: () => timer?.cancel(),
  };
}
