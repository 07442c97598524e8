import { spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '#stores/settings.ts';
import { type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';

let site: GatewaySite;

beforeAll(async () => {
  site = await openGatewaySite();
  await site.begin('shop', ['orders', 'payments']);
});
afterAll(() => site?.close());

/** Runs a program as a person would, from the project's folder; answers its exit code and what it complained of. */
function run(program: string, file: string): Promise<{ readonly code: number | null; readonly errors: string }> {
  const env = { ...process.env, TIDEGATE_GATEWAY_URL: site.gateway.url };
  const child = spawn(program, [`examples/own-batch/${file}`], { cwd: projectRoot, env });
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, errors }));
  });
}

/** Source and id of everything that has arrived. */
const announced = async (): Promise<string[]> =>
  (await site.announced('shop')).map(({ source, id }) => `${source} ${id}`);

const hasCurl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0;

const ways = [
  { by: 'TypeScript', program: process.execPath, file: 'announce.ts', source: 'payments' },
  { by: 'Python', program: 'python3', file: 'announce.py', source: 'payments' },
  ...(hasCurl ? [{ by: 'curl', program: 'sh', file: 'announce.sh', source: 'orders' }] : []),
];

test.each(ways)('what demo.md shows announces a batch by $by, and says that it is complete', async (way) => {
  const before = (await announced()).length;
  expect(await run(way.program, way.file)).toEqual({ code: 0, errors: '' });
  const { source } = way;
  expect((await announced()).slice(before)).toEqual([
    `${source} ${source}/2026-03-02`,
    `${source} ${source}/2026-03-02/complete`,
  ]);
});
