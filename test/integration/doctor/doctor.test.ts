import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { msToTs } from '@temporalio/common/lib/time.js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { diagnose } from '#client/doctor/diagnose.ts';
import { connect, disconnect } from '#client/temporal/connect.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { tidegate } from '#test/support/command.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';

let site: Installation;

beforeAll(async () => {
  site = await openInstallation({ own: ['postgres'] });
});
afterAll(() => site?.close());

/** What is not well, in the surroundings that an environment gives. */
async function amissIn(more: Record<string, string> = {}, now = Date.now) {
  const environment = { ...process.env, ...site.environment, ...more };
  const temporal = temporalConfig(environment);
  const client = connect(temporal, 'tidegate-doctor');
  const { address } = temporal.connectionOptions;
  const around = { settings: readSettings(environment), client, address, environment, now };
  const diagnoses = await diagnose(around).finally(() => disconnect(client));
  return Object.fromEntries(
    diagnoses.filter(({ state }) => state !== 'ok').map(({ what, ...diagnosis }) => [what, diagnosis]),
  );
}

/** Examines no more often than twice a second: that takes work. */
const inTime = (step: () => Promise<void>) => vi.waitFor(step, { timeout: 200_000, interval: 500 });

/** Types what the doctor says. */
const type = (fix: string | undefined) => promisify(execFile)('sh', ['-c', fix ?? 'exit 1']);

test('where all runs, each line is ok, for people too', async () => {
  // A worker that has just started is known to the server once it has polled all its queues.
  await inTime(async () => expect(await amissIn()).toEqual({}));
  const { well, diagnoses } = JSON.parse((await tidegate(['doctor', '--json'], site.environment)).out);
  expect(well).toBe(true);
  const { exit, out, err } = await tidegate(['doctor'], site.environment);
  expect([exit, err]).toEqual([0, '']);
  const lines = out.trimEnd().split('\n');
  expect(lines.slice(0, -2).every((line) => line.startsWith('ok  '))).toBe(true);
  expect(lines).toHaveLength(diagnoses.length + 2);
  expect(lines.at(-1)).toBe('All is there that Tidegate needs.');
  expect(out).toContain(`${site.environment.TEMPORAL_ADDRESS} answers, version 1.`);
  expect(out).not.toContain(new URL(site.environment.TIDEGATE_CATALOG_URL ?? '').password);
});

describe('a fix, typed as it is told, mends', () => {
  test('a retention that is short', async () => {
    const { namespace } = site.client.options;
    const config = { workflowExecutionRetentionTtl: msToTs('1 day') };
    await site.client.workflowService.updateNamespace({ namespace, config });
    const amiss = await amissIn();
    expect(amiss).toEqual({
      retention: { state: 'warn', observed: expect.stringContaining('for 1 day;'), fix: expect.any(String) },
    });
    // What is only warned of is no failure.
    expect((await tidegate(['doctor'], site.environment)).exit).toBe(0);
    await type(amiss.retention?.fix);
    expect(await amissIn()).toEqual({});
  });

  test('a namespace that is not there, and what it lacks then', async () => {
    const elsewhere = { TEMPORAL_NAMESPACE: 'elsewhere' };
    const amiss = await amissIn(elsewhere);
    expect(amiss.namespace).toMatchObject({ state: 'fail', code: 'NOT_FOUND' });
    expect(Object.keys(amiss)).toEqual(['namespace', 'retention', 'search attributes', 'workers', 'clock, Temporal']);
    await type(amiss.namespace?.fix);
    await inTime(async () => expect(Object.keys(await amissIn(elsewhere))).toEqual(['search attributes', 'workers']));
    const attributes = (await amissIn(elsewhere))['search attributes'];
    expect(attributes).toMatchObject({ state: 'fail', observed: expect.stringContaining('TidegatePipeline') });
    await type(attributes?.fix);
    await inTime(async () =>
      expect(await amissIn(elsewhere)).toEqual({
        workers: { state: 'fail', observed: 'no queue is polled: nothing is decided', fix: 'npx tidegate worker' },
      }),
    );
  });
});

test('an artifact store that cannot be written is named with the reason, and the gateway with it', async () => {
  const { artifactFolder } = site;
  await rename(artifactFolder, `${artifactFolder}-away`);
  await writeFile(artifactFolder, 'no folder');
  onTestFinished(async () => {
    await rm(artifactFolder);
    await rename(`${artifactFolder}-away`, artifactFolder);
  });
  expect(await amissIn()).toMatchObject({
    'artifact store': { state: 'fail', code: 'STORE_UNAVAILABLE', fix: expect.stringContaining(artifactFolder) },
    gateway: { state: 'fail', observed: expect.stringContaining('unavailable; artifacts STORE_UNAVAILABLE') },
  });
});

describe('the catalog', () => {
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: site.environment.TIDEGATE_CATALOG_URL });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };

  test('whose tables a later Tidegate has changed cannot be used', async () => {
    await run(`insert into tidegate.kysely_migration values ('999-later', now()::text)`);
    onTestFinished(() => run(`delete from tidegate.kysely_migration where name = '999-later'`));
    expect((await amissIn())['catalog tables']).toMatchObject({
      state: 'fail',
      observed: 'made by a later Tidegate: 999-later',
    });
  });

  test('that is empty is looked at, and left empty', async () => {
    const catalog = openCatalog(await site.postgres.emptyDatabase());
    onTestFinished(() => catalog.close());
    const before = await catalog.inspect();
    expect(before).toMatchObject({ applied: [], pending: [expect.stringMatching(/^001-/)] });
    expect(await catalog.inspect()).toMatchObject({ applied: [] });
    await catalog.ping();
    expect(await catalog.inspect()).toMatchObject({ applied: before.pending, pending: [], unknown: [] });
  });

  test('that is down fails, degrades the gateway, and is well again when it is back', async () => {
    await site.postgres.kill();
    expect(await amissIn()).toMatchObject({
      catalog: { state: 'fail', code: 'CATALOG_UNAVAILABLE' },
      'catalog tables': { state: 'fail' },
      gateway: { state: 'warn', observed: expect.stringContaining('degraded; catalog CATALOG_UNAVAILABLE') },
      'clock, catalog': { state: 'fail' },
    });
    await site.postgres.restart();
    await inTime(async () => expect(await amissIn()).toEqual({}));
  });
});

test('what answers in the place of the gateway is told from one', async () => {
  const server = createServer((_, response) => void response.end('hello')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  expect(await amissIn({ TIDEGATE_GATEWAY_URL: `http://127.0.0.1:${port}` })).toEqual({
    gateway: { state: 'fail', observed: expect.stringContaining('no gateway of Tidegate'), fix: expect.any(String) },
  });
});

test('a Python that is missing is named with what to install', async () => {
  expect(await amissIn({ TIDEGATE_PYTHON: '/nowhere/python' })).toMatchObject({
    Python: {
      state: 'fail',
      observed: expect.stringContaining('/nowhere/python'),
      fix: expect.stringContaining('apt-get'),
    },
  });
});

test("a clock that is wrong differs from Temporal's and from PostgreSQL's", async () => {
  for (const [wrongBy, words] of [
    [-3_600_000, 's behind'],
    [3_600_000, 's ahead of'],
  ] as const) {
    const told = (whose: string) => expect.stringMatching(new RegExp(`^3[56]\\d\\d\\.\\d ${words} ${whose}'s$`));
    expect(await amissIn({}, () => Date.now() + wrongBy)).toMatchObject({
      'clock, Temporal': { state: 'warn', observed: told('Temporal') },
      'clock, catalog': { state: 'warn', observed: told('PostgreSQL') },
    });
  }
});

test('without Temporal every other line is told all the same, and no stack trace', async () => {
  const said = await tidegate(['doctor'], { ...site.environment, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(said).toMatchObject({ exit: 1, err: '' });
  expect(said.out).toContain('nothing answers at 127.0.0.1:1');
  expect(said.out.match(/TEMPORAL_ADDRESS=/g)).toHaveLength(1);
  expect(said.out).toMatch(/^ok {4}catalog {2}/m);
  expect(said.out).not.toContain('    at ');
});

test('a setting that cannot be used is wrong use', async () => {
  const said = await tidegate(['doctor'], { ...site.environment, TIDEGATE_CATALOG_URL: 'mysql://x' });
  expect(said).toMatchObject({ exit: 2, err: expect.stringContaining('TIDEGATE_CATALOG_URL') });
});
