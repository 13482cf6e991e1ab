/** Processor time of this thread: what others do on the machine does not count. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/**
 * How many a second of processor time each of them does: they take turns, so that a slow moment of the machine meets all alike. The best
 * round of each counts, since other work on the machine can only slow a round down.
 */
export const perSecond = <N extends string>(
  contestants: Readonly<Record<N, () => unknown>>,
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
): Record<N, number> => {
  const names = Object.keys(contestants) as N[];
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<N, number[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const decide = contestants[name];
      let done = 0;
      const started = cpuMs();
      let elapsed = 0;
      do {
        for (let batch = 0; batch < 50; batch += 1) decide();
        done += 50;
        elapsed = cpuMs() - started;
      } while (elapsed < roundMs);
      // The first round warms up.
      if (round >= 0) rates[name].push((done / elapsed) * 1000);
    }
  }
  return Object.fromEntries(names.map((name) => [name, Math.max(...rates[name])])) as Record<N, number>;
};
