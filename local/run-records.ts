import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { TidegateError } from '#contracts/problem.ts';
import { identityOf, isRunning, ownIdentity, ProcessIdentity } from './process-identity.ts';

/** What `run/<name>.json` in the home says of a process that was started there. */
const RunRecord = z.object({
  name: z.string(),
  process: ProcessIdentity,
  owner: ProcessIdentity,
  stopSignal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT']),
  alone: z.boolean(),
});
type RunRecord = z.infer<typeof RunRecord>;

const folderOf = (home: string): string => join(home, 'run');
const fileOf = (home: string, name: string): string => join(folderOf(home), `${name}.json`);

/** Records that this process started another, so that a later start can end that one if this process dies first. */
export function recordRun(
  home: string,
  run: {
    name: string;
    pid: number;
    stopSignal: NodeJS.Signals;
    alone: boolean;
  },
): void {
  const identity = identityOf(run.pid);
  if (identity === undefined) return;
  const { name, stopSignal, alone } = run;
  mkdirSync(folderOf(home), { recursive: true });
  const file = fileOf(home, name);
  writeFileSync(
    `${file}.new`,
    JSON.stringify({
      name,
      process: identity,
      owner: ownIdentity(),
      stopSignal,
      alone,
    }),
  );
  renameSync(`${file}.new`, file);
}

/** Removes the record, unless it is about a later process. */
export function forgetRun(home: string, name: string, pid: number): void {
  if (recordOf(fileOf(home, name))?.process.pid === pid) rmSync(fileOf(home, name), { force: true });
}

/**
 * Ends what an earlier process started in this home and could not end, because it was killed.
 *
 * @param name one service, or all of them when left out
 * @returns the names of those that were ended
 * @throws `USAGE` where the process that started one of them still runs: two must not work in one home
 */
export async function endLeftovers(home: string, name?: string): Promise<string[]> {
  const ended: string[] = [];
  for (const file of recordsIn(home, name)) {
    const record = recordOf(file);
    if (record !== undefined && isRunning(record.process)) {
      if (isRunning(record.owner)) throw new TidegateError(inUse(home, record));
      await end(record);
      ended.push(record.name);
    }
    rmSync(file, { force: true });
  }
  return ended;
}

function recordsIn(home: string, name: string | undefined): string[] {
  if (name !== undefined) return [fileOf(home, name)];
  try {
    return readdirSync(folderOf(home))
      .filter((file) => file.endsWith('.json'))
      .map((file) => join(folderOf(home), file));
  } catch {
    return [];
  }
}

function recordOf(file: string): RunRecord | undefined {
  try {
    return RunRecord.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function end(record: RunRecord): Promise<void> {
  const target = record.alone ? record.process.pid : -record.process.pid;
  for (const [signal, graceMs] of [
    [record.stopSignal, 4000],
    ['SIGKILL', 2000],
  ] as const) {
    try {
      process.kill(target, signal);
    } catch {
      // It ended after it was looked for, and before the signal.
    }
    for (const until = performance.now() + graceMs; performance.now() < until; await sleep(25)) {
      if (!isRunning(record.process)) return;
    }
  }
}

function inUse(home: string, record: RunRecord) {
  return {
    code: 'USAGE' as const,
    message: `another Tidegate is at work in ${home}`,
    observed: `process ${record.owner.pid} runs ${record.name} (process ${record.process.pid}) there`,
    expected: 'one at a time in each home',
    remedy: `End process ${record.owner.pid}, or set TIDEGATE_HOME to another folder.`,
  };
}
