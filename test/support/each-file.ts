import { afterAll, afterEach, beforeAll } from 'vitest';
import { takeCoverage } from './coverage/collect.ts';
import { cpuSince, cpuUsed } from './cpu.ts';
import { fileBegins, fileFailed, forgetSites, whatSitesTell } from './failure.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Seconds of CPU that a file took, its processes included. */
    cpu?: number;
  }
}

const before = cpuUsed();
let told = false;

// Before the file is read: it may open its sites then.
forgetSites();

// biome-ignore lint/correctness/noEmptyPattern: Vitest finds the fixtures of a hook by this pattern; there are none
beforeAll(({}, file) => fileBegins(file));

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail' || told) return;
  told = true;
  process.stderr.write(await whatSitesTell());
});

// The first that is asked for is the last that runs: what a file's own hooks end is in the figure.
// biome-ignore lint/correctness/noEmptyPattern: as above
afterAll(async ({}, file) => {
  if (fileFailed() && !told) process.stderr.write(await whatSitesTell());
  takeCoverage();
  file.meta.cpu = cpuSince(before);
});
