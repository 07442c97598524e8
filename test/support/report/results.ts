import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What Vitest's JSON reporter writes, as far as it is read here. */
const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export const resultsFile = 'results.json';

/** How a run went. */
export interface Ran {
  readonly passed: number;
  /** What failed, as `file > test`; the file alone where it could not be loaded, or a hook of it failed. */
  readonly failed: readonly string[];
  /** False also where something failed outside of every test. */
  readonly success: boolean;
}

/** Reads the results of a run; undefined where it ended before it wrote any. */
export function readResults(file: string, root: string): Ran | undefined {
  if (!existsSync(file)) return undefined;
  const { numPassedTests: passed, success, testResults } = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  const failed = testResults.flatMap(({ name, status, assertionResults }) => {
    const path = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${path} > ${test.fullName}`);
    return tests.length > 0 || status !== 'failed' ? tests : [path];
  });
  return { passed, failed, success };
}
