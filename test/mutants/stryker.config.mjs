/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['domain/gates/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 60_000,
  tempDirName: '.tidegate/mutants',
  ignorePatterns: ['**', '!contracts/**', '!domain/**', '!test/**', '!package.json'],
  incremental: true,
  incrementalFile: '.tidegate/mutants.json',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  allowEmpty: false,
  thresholds: { high: 95, low: 85, break: 85 },
};
