import { defineConfig } from 'vitest/config';

/** Each kind of test is a project of its own, so that `vitest run --project unit` runs that kind alone. */
const seconds = 1000;

const project = (name: string, testTimeout: number, more: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: Math.max(testTimeout, 60 * seconds),
    pool: 'forks' as const,
    ...more,
  },
});

/**
 * Tests which start servers and processes of their own run one file at a time: two cores are soon full. In CI one that failed
 * is tried once more, for what it waits for may be slow there; the summary still tells of it. Pure tests get no second try.
 */
const oneFileAtATime = { fileParallelism: false, retry: process.env.CI ? 1 : 0 };

export default defineConfig({
  test: {
    passWithNoTests: true,
    reporters: ['default', ['json', { outputFile: 'test/.results.json' }]],
    projects: [
      project('unit', 20 * seconds),
      project('workflow', 120 * seconds, { ...oneFileAtATime, globalSetup: 'test/workflow/setup.ts' }),
      project('replay', 60 * seconds, { fileParallelism: false }),
      project('integration', 60 * seconds, oneFileAtATime),
      project('end-to-end', 300 * seconds, oneFileAtATime),
      project('faults', 120 * seconds, oneFileAtATime),
    ],
  },
});
