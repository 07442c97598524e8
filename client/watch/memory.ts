import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { tryLock } from '#local/locks.ts';

const Announced = z.object({
  path: z.string(),
  mark: z.string(),
  digest: Digest,
  id: z.string(),
  /** Starts at 1, and grows each time that the content of this path changes. */
  version: z.number().int().min(1),
});
/** The last announcement for a path. */
export type Announced = z.infer<typeof Announced>;

/** What a watcher has announced. Survives restarts. */
export interface Memory {
  of(path: string): Announced | undefined;
  /** The announcement is on disk when this resolves. */
  remember(announced: Announced): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file of announcements: one line each, and the last line for a path counts. A line that a crash cut off is
 * ignored: the announcement is then repeated, which has no effect.
 *
 * @throws `USAGE` if another watcher uses the file
 */
export async function openMemory(file: string): Promise<Memory> {
  const attempt = await tryLock(`${file}.lock`);
  if ('heldBy' in attempt) throw inUse(file, attempt.heldBy.pid);
  const known = new Map<string, Announced>();
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  for (const line of text.split('\n')) {
    const announced = parse(line);
    if (announced) known.set(announced.path, announced);
  }
  // Rewrites the file without outdated and incomplete lines.
  await replace(file, [...known.values()]);
  const log = await open(file, 'a');
  return {
    of: (path) => known.get(path),
    async remember(announced) {
      await log.appendFile(`${JSON.stringify(announced)}\n`);
      await log.sync();
      known.set(announced.path, announced);
    },
    async close() {
      await log.close();
      await attempt.lock.release();
    },
  };
}

function parse(line: string): Announced | undefined {
  try {
    return Announced.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

async function replace(file: string, entries: readonly Announced[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = await open(`${file}.draft`, 'w');
  await draft.writeFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await draft.sync();
  await draft.close();
  await rename(`${file}.draft`, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync();
  await folder.close();
}

const inUse = (file: string, pid: number): TidegateError =>
  new TidegateError({
    code: 'USAGE',
    message: 'another watcher watches this place for this source',
    path: '--state',
    observed: `process ${pid} has ${file}`,
    remedy: 'Stop it, or give this one a state of its own.',
  });
