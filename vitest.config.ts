import { defineConfig } from 'vitest/config';
import { CostReport } from './test/support/report/cost-report.ts';
import { CostOrder } from './test/support/report/order.ts';

const seconds = 1000;
const results = process.env.TIDEGATE_TEST_RESULTS ?? 'test/.results';

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

export default defineConfig({
  test: {
    passWithNoTests: true,
    experimental: { viteModuleRunner: false },
    globalSetup: 'test/support/shared/setup.ts',
    reporters: ['default', ['json', { outputFile: `${results}/results.json` }], new CostReport(results)],
    sequence: { sequencer: CostOrder },
    // On two cores a third fills the time in which the others wait for a server.
    maxWorkers: 3,
    projects: [
      project('end-to-end', 1_800 * seconds),
      project('faults', 900 * seconds),
      project('integration', 300 * seconds, { isolate: false }),
      project('workflow', 300 * seconds, { isolate: false }),
      project('replay', 300 * seconds),
      project('unit', 120 * seconds, { isolate: false }),
    ],
  },
});
