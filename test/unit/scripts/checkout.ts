import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Outcome, runProgram } from '#local/run-program.ts';
import { projectRoot } from '#stores/settings.ts';

/** A folder that looks like a fresh clone to scripts/installed.mjs, with an npm that tells what it was asked for. */
export interface Checkout {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  write(path: string, content: unknown): void;
  has(path: string): boolean;
  /** Runs the script to its end. */
  installed(args?: readonly string[], more?: NodeJS.ProcessEnv): Promise<Outcome>;
  /** A line for each run of npm: what it was asked for, and the PATH that it had. */
  npmRuns(): string[];
}

interface Package {
  readonly version: string;
  readonly optional?: boolean;
}

/** A lock, or npm's list of what is in node_modules. */
export const listOf = (packages: Readonly<Record<string, Package>>) => ({
  packages: Object.fromEntries(Object.entries(packages).map(([name, each]) => [`node_modules/${name}`, each])),
});

/** What the lock of each checkout names. */
export const locked = {
  zod: { version: '4.6.7' },
  hono: { version: '4.13.19' },
  fsevents: { version: '2.3.3', optional: true },
};

/** Says something on standard output, installs all but what is for other machines, and ends as NPM_EXIT says. */
const npm = `#!/bin/sh
echo "$* $PATH" >> npm-runs
echo added 2 packages
case "$NPM_EXIT" in
  '') mkdir -p node_modules && cp list.json node_modules/.package-lock.json ;;
  waits) touch npm-waits; exec sleep 60 ;;
  hears*) trap '' INT; touch npm-waits; exec sleep 60 ;;
  *) exit "$NPM_EXIT" ;;
esac
`;

export function makeCheckout(engines = '>=20.19'): Checkout {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tidegate-checkout-')));
  const { zod, hono } = locked;
  const write = (path: string, content: unknown) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  write('package.json', { engines: { node: engines } });
  write('package-lock.json', listOf(locked));
  write('list.json', listOf({ zod, hono }));
  write('npm-runs', '');
  write('programs/npm', npm);
  chmodSync(join(folder, 'programs/npm'), 0o755);
  mkdirSync(join(folder, 'scripts'));
  for (const script of ['installed.mjs', 'running.mjs'])
    copyFileSync(join(projectRoot, 'scripts', script), join(folder, 'scripts', script));
  const { TIDEGATE_HOME: _, ...others } = process.env;
  const environment = { ...others, PATH: [join(folder, 'programs'), others.PATH].join(delimiter) };
  return {
    folder,
    environment,
    write,
    has: (path) => existsSync(join(folder, path)),
    installed: (args = [], more = {}) =>
      runProgram(process.execPath, [join(folder, 'scripts', 'installed.mjs'), ...args], {
        env: { ...environment, ...more },
      }),
    npmRuns: () => readFileSync(join(folder, 'npm-runs'), 'utf8').split('\n').slice(0, -1),
  };
}
