import type { Clock, Store } from './service.ts';

/** A turn of the clock while it runs. */
export interface Turn {
  /** Where the clock was, where it is to be; milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** At how many due times it has stopped so far. */
  readonly stops: number;
  /** Stops at most once an hour: what is due in between happens together, late. */
  readonly thin: boolean;
}

export interface TurnOptions {
  /** Resolves when the stage rests: the clock waits for it at each stop. */
  readonly rest: () => Promise<void>;
  readonly thin?: boolean;
}

/** The stage's clock with its lever. The offset is shared memory: a worker's `Date` follows at once. */
export interface StageClock extends Clock {
  readonly offset: SharedArrayBuffer;
  /** Turns the clock forward, stopping at each due time until the stage rests. */
  advance(byMs: number, options: TurnOptions): Promise<'completed' | 'cancelled'>;
  /** Ends the current turn at its next stop; false when the clock is not being turned. */
  cancel(): boolean;
  /** While the clock is being turned. Schedules thin themselves by it. */
  turning(): Turn | undefined;
  stop(): void;
}

interface Timer {
  readonly dueAt: number;
  readonly work: () => void;
}

/** setTimeout's limit (about 24.8 days): beyond it Node fires at once. */
const longestTimeoutMs = 2 ** 31 - 1;

const hourMs = 3_600_000;

export function createClock(store: Store, startAt?: Date): StageClock {
  const offset = new SharedArrayBuffer(8);
  const offsetMs = new BigInt64Array(offset);
  const kept = store.all<number>('clock').find(([key]) => key === 'offset-ms')?.[1];
  Atomics.store(offsetMs, 0, BigInt(kept ?? (startAt ? startAt.getTime() - Date.now() : 0)));
  if (kept === undefined && startAt) keepOffset();

  const timers: Timer[] = [];
  let realTimer: NodeJS.Timeout | undefined;
  let turn: (Turn & { stops: number; cancelled: boolean }) | undefined;
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

  async function advance(byMs: number, { rest, thin = false }: TurnOptions) {
    await rest();
    const from = now();
    const current = { from, until: from + byMs, stops: 0, thin, cancelled: false };
    turn = current;
    try {
      // Between two stops of a thin turn: what is due at a stop may set the next timer for the same moment.
      let earliest = 0;
      for (let next = timers[0]; next && !stopped && !current.cancelled; next = timers[0]) {
        if (next.dueAt > Math.max(current.until, now())) break;
        if (thin && next.dueAt > now()) {
          turnTo(Math.min(current.until, Math.max(next.dueAt, earliest)));
          earliest = now() + hourMs;
        } else turnTo(next.dueAt);
        current.stops++;
        fireDue();
        await rest();
      }
      if (current.cancelled) return 'cancelled';
      turnTo(current.until);
      return 'completed';
    } finally {
      turn = undefined;
      arm();
    }
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
    advance(byMs, options) {
      const result = turns.then(() => advance(byMs, options));
      turns = result.catch(() => undefined);
      return result;
    },
    cancel() {
      if (turn) turn.cancelled = true;
      return turn !== undefined;
    },
    turning: () => turn,
    stop() {
      stopped = true;
      clearTimeout(realTimer);
      timers.length = 0;
    },
  };
}
