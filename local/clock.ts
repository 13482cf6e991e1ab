import type { Clock, Store } from './service.ts';

/** The stage's clock with its lever. The offset is shared memory: a worker's `Date` follows at once. */
export interface StageClock extends Clock {
  readonly offset: SharedArrayBuffer;
  /** Turns the clock forward, stopping at each due time until the stage rests. Returns the new time. */
  advance(byMs: number, rest: () => Promise<void>): Promise<number>;
  /** While the clock is being turned: until when, and over what span. Schedules thin themselves by it. */
  turning(): { readonly until: number; readonly spanMs: number } | undefined;
  stop(): void;
}

interface Timer {
  readonly dueAt: number;
  readonly work: () => void;
}

/** setTimeout's limit (about 24.8 days): beyond it Node fires at once. */
const longestTimeoutMs = 2 ** 31 - 1;

export function createClock(store: Store, startAt?: Date): StageClock {
  const offset = new SharedArrayBuffer(8);
  const offsetMs = new BigInt64Array(offset);
  const kept = store.all<number>('clock').find(([key]) => key === 'offset-ms')?.[1];
  Atomics.store(offsetMs, 0, BigInt(kept ?? (startAt ? startAt.getTime() - Date.now() : 0)));
  if (kept === undefined && startAt) keepOffset();

  const timers: Timer[] = [];
  let realTimer: NodeJS.Timeout | undefined;
  let turn: { until: number; spanMs: number } | undefined;
  let turns: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const now = () => Date.now() + Number(Atomics.load(offsetMs, 0));

  function keepOffset(): void {
    store.put('clock', 'offset-ms', Number(Atomics.load(offsetMs, 0)));
  }

  function turnTo(moment: number): void {
    const forward = moment - now();
    if (forward <= 0) return;
    Atomics.add(offsetMs, 0, BigInt(Math.ceil(forward)));
    keepOffset();
  }

  function fireDue(): void {
    while (timers[0] && timers[0].dueAt <= now()) timers.shift()?.work();
  }

  function arm(): void {
    clearTimeout(realTimer);
    const next = timers[0];
    if (!next || turn || stopped) return;
    const waitMs = Math.max(0, Math.min(next.dueAt - now(), longestTimeoutMs));
    realTimer = setTimeout(() => {
      fireDue();
      arm();
    }, waitMs);
    realTimer.unref();
  }

  /** Where the first timer stands that is due later. */
  function firstAfter(dueAt: number): number {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((timers[middle]?.dueAt ?? 0) <= dueAt) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async function advance(byMs: number, rest: () => Promise<void>): Promise<number> {
    await rest();
    const until = now() + byMs;
    turn = { until, spanMs: byMs };
    try {
      for (let next = timers[0]; next && next.dueAt <= Math.max(until, now()) && !stopped; next = timers[0]) {
        turnTo(next.dueAt);
        fireDue();
        await rest();
      }
      turnTo(until);
    } finally {
      turn = undefined;
      arm();
    }
    return now();
  }

  return {
    offset,
    now,
    at(dueAt, work) {
      const timer = { dueAt, work };
      // Behind all with the same due time, so that they fire in the order in which they were set.
      const place = firstAfter(dueAt);
      timers.splice(place, 0, timer);
      if (place === 0) arm();
      return () => {
        for (let index = firstAfter(dueAt) - 1; timers[index]?.dueAt === dueAt; index--)
          if (timers[index] === timer) timers.splice(index, 1);
      };
    },
    advance(byMs, rest) {
      const result = turns.then(() => advance(byMs, rest));
      turns = result.catch(() => undefined);
      return result;
    },
    turning: () => turn,
    stop() {
      stopped = true;
      clearTimeout(realTimer);
      timers.length = 0;
    },
  };
}
