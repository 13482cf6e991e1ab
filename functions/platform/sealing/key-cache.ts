export interface KeyCacheLimits {
  /** How long a plain key stays in memory. */
  readonly forMs: number;
  /** How often it is used before it is fetched again. */
  readonly uses: number;
  /** How many keys are held at once; whichever rested longest makes room. */
  readonly keys: number;
}

interface Entry<K> {
  readonly value: Promise<K>;
  readonly until: number;
  uses: number;
}

/** Remembers keys for a while. A burst of callers for one key that is not there waits for one fetch. */
export const keyCache = <K>(limits: KeyCacheLimits, now: () => number = Date.now) => {
  // A map keeps the order of insertion; whatever is used moves to the end.
  const entries = new Map<string, Entry<K>>();

  const drop = (name: string, entry: Entry<K>): void => {
    if (entries.get(name) === entry) entries.delete(name);
  };

  return {
    get(name: string, fetch: () => Promise<K>): Promise<K> {
      const known = entries.get(name);
      if (known !== undefined) {
        entries.delete(name);
        if (known.until > now() && known.uses < limits.uses) {
          known.uses += 1;
          entries.set(name, known);
          return known.value;
        }
      }
      const entry: Entry<K> = { value: fetch(), until: now() + limits.forMs, uses: 1 };
      entries.set(name, entry);
      // Do not cache a failure: the next caller tries again.
      entry.value.catch(() => drop(name, entry));
      const [oldest] = entries.keys();
      if (entries.size > limits.keys && oldest !== undefined) entries.delete(oldest);
      return entry.value;
    },
  };
};
