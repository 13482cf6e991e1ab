import { defineConfig } from 'vitest/config';

/**
 * Files that leave nothing behind. Not `functions/platform`: its tests mock SDK clients and set environment variables,
 * and both last as long as the process.
 */
const shared = [
  'test/{client,docs,domain,events,policies}/**/*.{unit,contract}.test.ts',
  'test/functions/{crisis,intake,records,retention}/**/*.{unit,contract}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'test/temporary-folder.ts',
    // Two cores: a stage with its workers is busy enough for one.
    maxWorkers: 2,
    // Helper threads of the garbage collector compete with the other worker: a tenth less processor time without them.
    execArgv: ['--single-threaded-gc'],
    testTimeout: 120_000,
    // Only a guard against a hook that hangs: some play a whole flow three times, and a busy machine takes minutes.
    hookTimeout: 600_000,
    projects: [
      // Importing the contracts and the SDK again for each file takes more time than most tests.
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
      { extends: true, test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: shared } },
    ],
  },
});
