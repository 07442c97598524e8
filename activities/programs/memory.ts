import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

let known: boolean | undefined;

/** Whether the kernel can limit the memory of a process and its children, by util-linux's `prlimit`. */
const isBounded = (): boolean => {
  known ??= process.platform === 'linux' && spawnSync('prlimit', ['--version'], { stdio: 'ignore' }).status === 0;
  return known;
};

/**
 * A command each of whose processes may write to so many bytes of memory of its own (RLIMIT_DATA), where the system can do
 * that. The address space is not bounded: Node and Java reserve far more of it than they use.
 */
export const boundedCommand = (command: readonly string[], bytes: number): readonly string[] =>
  isBounded() ? ['prlimit', `--data=${bytes}`, '--', ...command] : command;

const everyMs = 500;

/** If the system cannot limit memory, measures a process group again and again. Returns a function that stops this. */
export function watchMemory(group: number, bytes: number, exceeded: (bytes: number) => void): () => void {
  if (isBounded()) return () => {};
  return watchResident(group, bytes, exceeded);
}

/** Calls back once if the processes of a group together hold more than so many bytes of memory. */
export function watchResident(group: number, bytes: number, exceeded: (bytes: number) => void): () => void {
  const timer = setInterval(async () => {
    const resident = await residentOf(group);
    if (resident <= bytes) return;
    clearInterval(timer);
    exceeded(resident);
  }, everyMs);
  return () => clearInterval(timer);
}

/** Bytes of memory that the processes of a group hold; pages that they share count for each. */
async function residentOf(group: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss=']);
  const kilobytes = stdout.split('\n').flatMap((line) => {
    const [pgid, rss] = line.trim().split(/\s+/).map(Number);
    return pgid === group && rss !== undefined ? [rss] : [];
  });
  return kilobytes.reduce((sum, size) => sum + size, 0) * 1024;
}
