/** Mutants of the gates, tried by the unit tests of `domain`: `npm run mutants`, for some files `npm run mutants -- --mutate GLOB`. */
export default {
  mutate: ['domain/gates/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutants/vitest.config.ts' },
  // A mutant is tried by the tests that reach it.
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Long enough for a busy machine: a mutant that times out counts as killed.
  timeoutMS: 60_000,
  // Without tsconfig.json: it would be read by the compiler's API, which TypeScript 7 has not.
  ignorePatterns: ['**', '!contracts/**', '!domain/**', '!test/**', '!package.json'],
  tempDirName: '.tidegate/mutants',
  // Mutants and tests that did not change are not tried again. It knows nothing of other files: `--force` tries all.
  incremental: true,
  incrementalFile: '.tidegate/mutants.json',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  // In per cent of mutants killed: with fewer the command fails.
  thresholds: { high: 95, low: 85, break: 85 },
};
