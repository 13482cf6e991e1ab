import type { Clock, Store } from './service.ts';
import { createTimeline } from './timeline.ts';

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

/** Real time and how far the clock was turned ahead of it. */
function createOffset(store: Store, startAt: Date | undefined) {
  const shared = new SharedArrayBuffer(8);
  const offsetMs = new BigInt64Array(shared);
  const keep = () => store.put('clock', 'offset-ms', Number(Atomics.load(offsetMs, 0)));
  const kept = store.all<number>('clock').find(([key]) => key === 'offset-ms')?.[1];
  Atomics.store(offsetMs, 0, BigInt(kept ?? (startAt ? startAt.getTime() - Date.now() : 0)));
  if (kept === undefined && startAt) keep();

  const now = () => Date.now() + Number(Atomics.load(offsetMs, 0));
  return {
    shared,
    now,
    turnTo(moment: number): void {
      const forward = moment - now();
      if (forward <= 0) return;
      Atomics.add(offsetMs, 0, BigInt(Math.ceil(forward)));
      keep();
    },
  };
}

export function createClock(store: Store, startAt?: Date): StageClock {
  const { shared, now, turnTo } = createOffset(store, startAt);
  const timers = createTimeline<Timer>();
  let realTimer: NodeJS.Timeout | undefined;
  let turn: (Turn & { stops: number; cancelled: boolean }) | undefined;
  let turns: Promise<unknown> = Promise.resolve();
  let stopped = false;

  /** One by one: what a timer does may cancel the next. */
  function fireDue(): void {
    for (let next = timers.first(now()); next; next = timers.first(now())) {
      timers.remove(next);
      next.work();
    }
  }

  function arm(): void {
    clearTimeout(realTimer);
    const next = timers.first();
    if (!next || turn || stopped) return;
    const waitMs = Math.max(0, Math.min(next.dueAt - now(), longestTimeoutMs));
    realTimer = setTimeout(() => {
      fireDue();
      arm();
    }, waitMs);
    realTimer.unref();
  }

  async function advance(byMs: number, { rest, thin = false }: TurnOptions) {
    await rest();
    const from = now();
    const current = { from, until: from + byMs, stops: 0, thin, cancelled: false };
    turn = current;
    const next = () =>
      stopped || current.cancelled ? undefined : timers.first(Math.max(current.until, now()));
    try {
      // What is due at a stop may set the next timer for the same moment: only stops that turn the clock keep their
      // distance.
      let earliest = 0;
      for (let timer = next(); timer; timer = next()) {
        const ahead = timer.dueAt > now();
        turnTo(thin && ahead ? Math.min(current.until, Math.max(timer.dueAt, earliest)) : timer.dueAt);
        if (ahead) earliest = now() + hourMs;
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
    offset: shared,
    now,
    at(dueAt, work) {
      const timer = { dueAt, work };
      timers.add(timer);
      if (timers.first() === timer) arm();
      return () => timers.remove(timer);
    },
    advance(byMs, options) {
      const result = turns.then(() => advance(byMs, options));
      turns = result.catch(() => undefined);
      return result;
    },
    cancel: () => turn !== undefined && (turn.cancelled = true),
    turning: () => turn,
    stop() {
      stopped = true;
      clearTimeout(realTimer);
      timers.clear();
    },
  };
}
