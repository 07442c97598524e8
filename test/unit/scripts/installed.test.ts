import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '#stores/settings.ts';
import { type Checkout, listOf, locked, makeCheckout } from './checkout.ts';

const { zod, hono } = locked;
const npmsList = 'node_modules/.package-lock.json';

let checkout: Checkout;
beforeEach(() => {
  checkout = makeCheckout();
});
afterEach(() => rmSync(checkout.folder, { recursive: true, force: true }));

const put = (list: object) => checkout.write(npmsList, list);
const installOnce = async () => {
  await checkout.installed();
  checkout.write('npm-runs', '');
};

/** What is so, how it comes about, and what is said of it. */
const amiss: [string, () => unknown, string][] = [
  ['nothing is installed', () => {}, 'node_modules is missing'],
  ['an install was interrupted', () => checkout.write('node_modules/zod/index.js', ''), 'node_modules is not complete'],
  [
    'npm cannot read its list',
    () => checkout.write(npmsList, '{'),
    'node_modules lacks zod 4.6.7 and 1 more of package-lock.json',
  ],
  [
    'a package has another version',
    () => put(listOf({ zod: { version: '4.6.6' }, hono })),
    'node_modules lacks zod 4.6.7 of package-lock.json',
  ],
  ['a package is not there', () => put(listOf({ zod })), 'node_modules lacks hono 4.13.19 of package-lock.json'],
  [
    'an optional package has another version',
    () => put(listOf({ zod, hono, fsevents: { version: '2.3.2' } })),
    'node_modules lacks fsevents 2.3.3 of package-lock.json',
  ],
  [
    'the lock has changed since, though in blanks only',
    async () => {
      await installOnce();
      checkout.write('package-lock.json', JSON.stringify(listOf(locked), null, 1));
    },
    'package-lock.json has changed since node_modules was installed',
  ],
  [
    'somebody has removed a package since',
    async () => {
      await installOnce();
      put(listOf({ zod }));
    },
    'node_modules lacks hono 4.13.19 of package-lock.json',
  ],
];

describe.each(amiss)('where %s', (_, arrange, reason) => {
  beforeEach(async () => {
    await arrange();
  });

  test('npm ci is run once, and one line says why', async () => {
    const errors = `${reason}: running \`npm ci\`.\nadded 2 packages\n`;
    expect(await checkout.installed()).toEqual({ code: 0, output: '', errors });
    expect(checkout.npmRuns()).toEqual([expect.stringMatching(/^ci --include=dev /)]);
    expect(await checkout.installed()).toEqual({ code: 0, output: '', errors: '' });
    expect(checkout.npmRuns()).toHaveLength(1);
  });

  test('with --only-say the line is all', async () => {
    const errors = `${reason}: run \`npm ci\`.\n`;
    expect(await checkout.installed(['--only-say'])).toEqual({ code: 0, output: '', errors });
    expect(checkout.npmRuns()).toEqual([]);
  });
});

describe.each([[[]], [['--only-say']]])('%s is silent and installs nothing', (args) => {
  test.each<[string, () => unknown]>([
    ['where all that is needed is there, whoever installed it', () => put(listOf({ zod, hono }))],
    ['where optional packages are there too', () => put(listOf(locked))],
    ['in an image, whatever is in it', () => checkout.write('node_modules/.image', '')],
    [
      'where npm has installed the changed lock by hand',
      async () => {
        await installOnce();
        checkout.write('package-lock.json', listOf({ zod: { version: '4.7.0' } }));
        put(listOf({ zod: { version: '4.7.0' } }));
      },
    ],
  ])('%s', async (_, arrange) => {
    await arrange();
    expect(await checkout.installed(args)).toEqual({ code: 0, output: '', errors: '' });
    expect(await checkout.installed(args)).toEqual({ code: 0, output: '', errors: '' });
    expect(checkout.npmRuns()).toEqual([]);
  });
});

test('what was compared once is known by its hash: from then on a changed lock is noticed', async () => {
  put(listOf({ zod, hono }));
  await checkout.installed();
  checkout.write('package-lock.json', JSON.stringify(listOf(locked), null, 1));
  expect((await checkout.installed(['--only-say'])).errors).toContain('package-lock.json has changed');
});

test('a lock that is missing is said', async () => {
  await installOnce();
  rmSync(join(checkout.folder, 'package-lock.json'));
  const errors = 'package-lock.json is missing: run `npm ci`.\n';
  expect(await checkout.installed(['--only-say'])).toEqual({ code: 0, output: '', errors });
});

test('npm does not run on the Node that it is about to delete', async () => {
  const own = join(checkout.folder, 'node_modules', '.bin');
  await checkout.installed([], { PATH: [own, checkout.environment.PATH].join(delimiter) });
  expect(checkout.npmRuns()).toEqual([`ci --include=dev ${checkout.environment.PATH}`]);
});

test.each(['3', '1'])('a failure of npm is passed on: exit code %s', async (code) => {
  expect(await checkout.installed([], { NPM_EXIT: code })).toMatchObject({
    code: Number(code),
    errors: expect.stringMatching(
      `\\n\`npm ci\` failed \\(exit code ${code}\\): mend what it names above, then start this again.\\n$`,
    ),
  });
  expect(await checkout.installed()).toMatchObject({
    code: 0,
    errors: expect.stringContaining('node_modules is missing'),
  });
});

test('where there is no npm, it says so', async () => {
  expect(await checkout.installed([], { PATH: join(checkout.folder, 'scripts') })).toMatchObject({
    code: 1,
    errors: expect.stringMatching(
      /\nnpm does not start \(spawn npm ENOENT\): put it on the PATH, then start this again\.\n$/,
    ),
  });
});

test.each([
  ['SIGINT', 'waits'],
  ['SIGTERM', 'waits'],
  ['SIGHUP', 'waits'],
  ['SIGINT', 'hears nothing'],
] as const)('%s ends an npm that %s first, then the script', async (signal, npmExit) => {
  const script = spawn(process.execPath, [join(checkout.folder, 'scripts', 'installed.mjs')], {
    env: { ...checkout.environment, NPM_EXIT: npmExit },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = script.stderr.setEncoding('utf8').toArray();
  const exited = once(script, 'exit');
  await vi.waitFor(() => expect(checkout.has('npm-waits')).toBe(true), { timeout: 10_000, interval: 20 });
  script.kill(signal);
  expect(await exited).toEqual([null, signal]);
  // Its end of the pipe is closed once npm has ended too.
  expect((await said).join('').trim().split('\n')).toEqual([
    expect.stringContaining('node_modules is missing'),
    'added 2 packages',
  ]);
  expect((await checkout.installed()).errors).toContain('node_modules is missing');
});

describe('on a Node that is too old', () => {
  beforeEach(() => checkout.write('package.json', { engines: { node: '>=99.1' } }));
  const told = `node_modules is missing, and installing takes Node >=99.1: this is Node ${process.versions.node}, ${process.execPath}.\n`;

  test.each([
    [[], 1],
    [['--only-say'], 0],
  ])('%s says which is needed, and exits with %i', async (args, code) => {
    expect(await checkout.installed(args)).toEqual({ code, output: '', errors: told });
    expect(checkout.npmRuns()).toEqual([]);
  });

  test('all is well where all is installed', async () => {
    put(listOf(locked));
    expect(await checkout.installed()).toEqual({ code: 0, output: '', errors: '' });
  });
});

describe('in package.json and in images', () => {
  const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));

  test('each script that is to find its packages has it run before, in a shell of its own', () => {
    const install = 'node scripts/installed.mjs';
    expect(Object.fromEntries(Object.entries(scripts).filter(([name]) => /^pre(?!pare)/.test(name)))).toEqual({
      predemo: install,
      pretest: install,
      'pretest:quick': install,
      precheck: install,
      pretidegate: `${install} --only-say`,
    });
  });

  test('images have the script, so that npm finds it, and the mark by which it does nothing', () => {
    expect(read('deploy', 'Dockerfile.dockerignore').split('\n')).toContain('!scripts');
    expect(read('deploy', 'Dockerfile')).toMatch(/cd node_modules \\\n( && .*\n)* && touch \.image\n/);
  });
});
