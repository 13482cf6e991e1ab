import { setImmediate } from 'node:timers/promises';
import type { Activity } from './service.ts';

/** Counts the work under way. The stage rests when nothing runs and nothing was started by what ended last. */
export function createActivity(): Activity {
  let underWay = 0;
  let waiting: (() => void)[] = [];

  return {
    async run(work) {
      underWay++;
      try {
        return await work();
      } finally {
        underWay--;
        if (underWay === 0) {
          const woken = waiting;
          waiting = [];
          woken.forEach((wake) => wake());
        }
      }
    },
    async idle() {
      do {
        if (underWay > 0) await new Promise<void>((wake) => waiting.push(wake));
        // What ended may start something in a later turn of the event loop.
        await setImmediate();
      } while (underWay > 0);
    },
  };
}
