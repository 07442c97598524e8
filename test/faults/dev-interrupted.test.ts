import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomOf } from '#examples/nyc-flights/upstream/incidents.ts';
import { programs } from '#local/dev/environment.ts';
import { localEnvironment } from '#local/environment.ts';
import { clusterNote } from '#local/postgres-leftovers.ts';
import { isRoot } from '#local/postgres-owner.ts';
import { signalTo } from '#local/service.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings } from '#stores/settings.ts';
import { applyReadings, decidedPane, type Ground, sendHours } from '#test/support/data/readings.ts';
import { eventually } from '#test/support/eventually.ts';
import { dataInCache } from '#test/support/postgres.ts';
import { processesNaming } from '#test/support/processes.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';

/** Draws how long after a step of a start Ctrl-C comes. */
const draw = randomOf(4);

let home: string;
const starts: ChildProcess[] = [];

beforeAll(async () => {
  home = await temporaryFolder('dev');
});
afterAll(async () => {
  for (const pid of await leftovers()) signalTo(pid, 'SIGKILL');
  if (isRoot()) await rm(await dataInCache(home, readSettings().cache), { recursive: true, force: true });
  await discard(home);
});

/** `tidegate dev`, as in a terminal; a folder for trainers is named, so that no Python environment is made. */
function startDev(): ChildProcess {
  const env = { ...process.env, TIDEGATE_HOME: home, TIDEGATE_TRAINER_PATH: dirname(process.execPath) };
  const dev = spawn(process.execPath, [programs.tidegate, 'dev', '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  starts.push(dev);
  return dev;
}

/** Waits until a start has come to a step: it has taken the home, one of its services is begun, or all is ready. */
async function come(dev: ChildProcess, step: string): Promise<void> {
  const there = () =>
    step === 'ready'
      ? Object.keys(localEnvironment(home)).length > 0
      : existsSync(join(home, 'run', step === 'lock' ? step : `${step}.json`));
  await eventually(() => {
    if (dev.exitCode !== null) throw new Error(`it ended by itself (${dev.exitCode})`);
    if (!there()) throw new Error(`it has not come to ${step}`);
  });
}

/** Processes that were begun for this home; PostgreSQL's data may lie elsewhere. */
async function leftovers(): Promise<number[]> {
  const cluster = await readFile(join(home, clusterNote.inHome), 'utf8').catch(() => '');
  return processesNaming(home, ...(cluster === '' ? [] : [basename(cluster.trim())]));
}

/** Sends Ctrl-C, and expects that nothing runs on of what was begun; how long each may take to end is the supervisor's. */
async function interrupt(dev: ChildProcess): Promise<void> {
  const exited = once(dev, 'exit');
  dev.kill('SIGINT');
  const [code, signal] = await exited;
  await eventually(async () => expect(await leftovers()).toEqual([]));
  // By its own exit code, or, before it listens for it, by the signal itself.
  expect([130, 'SIGINT']).toContain(code ?? signal);
}

/** What runs, for a client of it. */
async function ground(): Promise<Ground & { close(): Promise<void> }> {
  const environment = localEnvironment(home);
  const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' });
  return {
    home,
    environment,
    client: new Client({ connection }),
    artifacts: await openArtifactStore(join(home, 'artifacts')),
    close: () => connection.close(),
  };
}

// The first start makes PostgreSQL's data: each step of it is broken off once.
test.each(['lock', 'temporal', 'postgres', 'worker'])('Ctrl-C soon after `run/%s` is there ends all', async (step) => {
  const dev = startDev();
  await come(dev, step);
  await sleep(draw() * 400);
  await interrupt(dev);
});

test('Ctrl-C ends all while work is under way, and the next start goes on from there', async () => {
  const first = startDev();
  await come(first, 'ready');
  const before = await ground();
  await applyReadings(before);
  await sendHours(before, 0, 1);
  await before.close();
  await sleep(draw() * 200);
  await interrupt(first);

  const second = startDev();
  await come(second, 'ready');
  const after = await ground();
  expect(await decidedPane(after, 0)).toBe('PANE_PUBLISHED');
  await sendHours(after, 2);
  expect(await decidedPane(after, 1)).toBe('PANE_PUBLISHED');
  await after.close();
  await interrupt(second);
});
