import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identityOf, ownIdentity } from '#local/process-identity.ts';
import { recordRun } from '#local/run-records.ts';
import { type Checkout, makeCheckout } from './checkout.ts';

const idle = 'setInterval(() => {}, 1000)';

let checkout: Checkout;
let service: ChildProcess & { pid: number };
beforeEach(async () => {
  checkout = makeCheckout();
  service = await start('-e', idle);
});
afterEach(() => {
  service.kill('SIGKILL');
  rmSync(checkout.folder, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, args, { cwd: checkout.folder, stdio: 'ignore' });
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error('not started');
  return Object.assign(child, { pid: child.pid });
}

const record = (home: string, alone = false) =>
  recordRun(home, { name: 'worker', pid: service.pid, stopSignal: 'SIGTERM', alone });

/** As after its owner was killed. */
const orphaned = (alone: boolean) =>
  checkout.write('.tidegate/run/postgres.json', {
    name: 'postgres',
    process: identityOf(service.pid),
    owner: { ...ownIdentity(), started: 'earlier' },
    stopSignal: 'SIGINT',
    alone,
  });

const refusal = (names: string, command: string, andThen = 'start this again') =>
  `node_modules is missing, but this runs from here: ${names}. End it by \`${command}\`, then ${andThen}.\n`;

describe('nothing is installed under what runs', () => {
  test.each([
    ['in the home of the checkout', '.tidegate'],
    ['in that of its demo', '.tidegate/demo'],
  ])('%s', async (_, home) => {
    record(join(checkout.folder, home));
    const errors = refusal(`worker (process ${service.pid})`, `kill ${process.pid}`);
    expect(await checkout.installed()).toEqual({ code: 1, output: '', errors });
    expect(checkout.npmRuns()).toEqual([]);
  });

  test('in the home that TIDEGATE_HOME names', async () => {
    const home = join(checkout.folder, 'elsewhere');
    record(home);
    expect((await checkout.installed([], { TIDEGATE_HOME: home })).code).toBe(1);
    expect(checkout.npmRuns()).toEqual([]);
  });

  test.each([
    ['with its group', false, (pid: number) => `kill -s INT -- -${pid}`],
    ['alone', true, (pid: number) => `kill -s INT -- ${pid}`],
  ])('what a killed process has left is ended by its own signal, %s', async (_, alone, command) => {
    orphaned(alone);
    const errors = refusal(`postgres (process ${service.pid})`, command(service.pid));
    expect(await checkout.installed()).toEqual({ code: 1, output: '', errors });
  });

  test('several, each with what ends it', async () => {
    record(join(checkout.folder, '.tidegate', 'demo'));
    orphaned(true);
    const names = `postgres (process ${service.pid}), worker (process ${service.pid})`;
    const errors = refusal(names, `kill -s INT -- ${service.pid}; kill ${process.pid}`);
    expect(await checkout.installed()).toEqual({ code: 1, output: '', errors });
  });

  test('--only-say tells what to end first', async () => {
    record(join(checkout.folder, '.tidegate'));
    const errors = refusal(`worker (process ${service.pid})`, `kill ${process.pid}`, 'run `npm ci`');
    expect(await checkout.installed(['--only-say'])).toEqual({ code: 0, output: '', errors });
  });
});

test('all is well where nothing is to be installed', async () => {
  await checkout.installed();
  record(join(checkout.folder, '.tidegate'));
  expect(await checkout.installed()).toEqual({ code: 0, output: '', errors: '' });
});

test.each<[string, () => unknown]>([
  ['of a process whose number another has now', () => ({ pid: service.pid, started: 'earlier' })],
  ['of a process that has ended', () => ({ pid: 2 ** 22 + 1, started: 'earlier' })],
  ['that cannot be read', () => undefined],
])('a record %s hinders nothing', async (_, identity) => {
  const [process, owner] = [identity(), ownIdentity()];
  checkout.write('.tidegate/run/worker.json', { name: 'worker', process, owner, stopSignal: 'SIGTERM', alone: false });
  expect((await checkout.installed()).code).toBe(0);
  expect(checkout.npmRuns()).toHaveLength(1);
});

describe.runIf(process.platform === 'linux')('what was started by hand', () => {
  test.each(['client/cli/tidegate.ts', 'client/gateway/main.ts', 'worker/main.ts', 'worker/programs/replay/main.ts'])(
    '%s is found without a record',
    async (entry) => {
      checkout.write(entry, idle);
      const byHand = await start(entry);
      try {
        const errors = refusal(`${entry} (process ${byHand.pid})`, `kill ${byHand.pid}`);
        expect(await checkout.installed()).toEqual({ code: 1, output: '', errors });
      } finally {
        byHand.kill('SIGKILL');
      }
    },
  );

  test.each(['worker/main.test.ts', 'examples/own-batch/announce.ts'])('%s hinders nothing', async (entry) => {
    checkout.write(entry, idle);
    const other = await start(entry);
    try {
      expect((await checkout.installed()).code).toBe(0);
    } finally {
      other.kill('SIGKILL');
    }
  });
});
