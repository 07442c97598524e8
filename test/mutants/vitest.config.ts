import { defineConfig } from 'vitest/config';

/** The tests that mutants of the gates have to get past: those of `domain`, alone. */
export default defineConfig({
  test: {
    include: ['test/unit/domain/{gates,statistics}/**/*.test.ts'],
    setupFiles: ['test/mutants/setup.ts'],
    testTimeout: 20_000,
    isolate: false,
  },
});
