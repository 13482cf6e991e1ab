import { defineConfig } from 'vitest/config';

/**
 * Only the examples that speak about the domain of clearance: each mutant runs them again. The properties are left
 * out, since thousands of random cases for each mutant take hours, and an example that goes red says more.
 */
export default defineConfig({
  test: {
    include: ['test/domain/clearance/**/*.unit.test.ts'],
    exclude: ['**/properties.unit.test.ts'],
  },
});
