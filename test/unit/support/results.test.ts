import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readResults } from '#test/support/report/results.ts';

async function read(results: object) {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-results-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'results.json');
  await writeFile(file, JSON.stringify({ numPassedTests: 1, numFailedTests: 0, success: false, ...results }));
  return readResults(file, '/project');
}

test('a run names what failed, and the file alone where it could not be loaded or a hook of it failed', async () => {
  const tests = (status: string) => [{ fullName: 'is so', status }];
  const testResults = [
    { name: '/project/test/a.test.ts', status: 'passed', assertionResults: tests('passed') },
    { name: '/project/test/b.test.ts', status: 'failed', assertionResults: tests('failed') },
    { name: '/project/test/c.test.ts', status: 'failed', assertionResults: [] },
    { name: '/project/test/d.test.ts', status: 'failed', assertionResults: tests('skipped') },
  ];
  expect(await read({ testResults })).toEqual({
    passed: 1,
    failed: ['test/b.test.ts > is so', 'test/c.test.ts', 'test/d.test.ts'],
    success: false,
  });
});

test('a run that ended before it wrote anything has no results', () => {
  expect(readResults('/nowhere/results.json', '/project')).toBeUndefined();
});
