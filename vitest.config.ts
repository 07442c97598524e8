import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { coverageVariable } from './test/support/coverage/rooms.ts';
import { CostReport } from './test/support/report/cost-report.ts';
import { CostOrder } from './test/support/report/order.ts';
import { resultsFile } from './test/support/report/results.ts';
import { resultsFolder } from './test/support/what-to-run.ts';

const seconds = 1000;

/** Each kind of test is a project of its own, so that `vitest run --project unit` runs that kind alone. */
const project = (name: string, timeout: number, more: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/each-file.ts'],
    // A limit is an alarm: ten times what is usual, and more.
    testTimeout: timeout,
    hookTimeout: timeout,
    pool: 'forks' as const,
    ...more,
  },
});

/** Of the kinds that reach the rooms that decide most cheaply. What comes compiled from a cache has no positions to tell of. */
const covered = process.env[coverageVariable] && {
  execArgv: ['--import', './test/support/coverage/preload.ts'],
  env: { NODE_DISABLE_COMPILE_CACHE: '1' },
};

export default defineConfig({
  test: {
    passWithNoTests: true,
    experimental: { viteModuleRunner: false },
    globalSetup: 'test/support/shared/setup.ts',
    reporters: ['default', ['json', { outputFile: join(resultsFolder, resultsFile) }], new CostReport(resultsFolder)],
    sequence: { sequencer: CostOrder },
    // One more than the cores: it fills the time in which the others wait for a server.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project('end-to-end', 1_800 * seconds),
      project('faults', 900 * seconds),
      project('integration', 300 * seconds, { isolate: false }),
      project('workflow', 300 * seconds, { isolate: false, ...covered }),
      project('replay', 300 * seconds, { ...covered }),
      project('unit', 120 * seconds, { isolate: false, exclude: ['test/unit/**/*.alone.test.ts'], ...covered }),
      // What puts other modules in the place of ours does so in a process of its own.
      project('unit-alone', 120 * seconds, { include: ['test/unit/**/*.alone.test.ts'], ...covered }),
    ],
  },
});
