import { isDeepStrictEqual } from 'node:util';

/** Tells what happens, with the stage's time, and keeps account of what was expected. */
export interface Story {
  tell(what: string): Promise<void>;
  /** Goes on after a failure, so that the whole story is seen; the scenario fails at its end. */
  expect(what: string, actual: unknown, expected: unknown): Promise<void>;
  readonly failures: readonly string[];
}

export const createStory = (now: () => Promise<Date>, print: (line: string) => void): Story => {
  const failures: string[] = [];
  const line = async (mark: string, what: string) => {
    const time = (await now()).toISOString().replace('T', ' ').slice(0, 19);
    print(`  ${time}  ${mark} ${what}`);
  };
  return {
    tell: (what) => line(' ', what),
    async expect(what, actual, expected) {
      if (isDeepStrictEqual(actual, expected)) return line('✓', what);
      failures.push(what);
      await line('✗', `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
    },
    failures,
  };
};
