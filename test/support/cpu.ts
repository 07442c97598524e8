import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel counts in: a hundredth of a second on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of CPU that this process and its children have used, those that ended and those that run. */
export function cpuUsed(): number {
  if (process.platform === 'linux') return ticksOf(process.pid) / ticksPerSecond;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

export const cpuSince = (before: number): number => Math.round((cpuUsed() - before) * 100) / 100;

function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): utime, stime, cutime and cstime are the 14th to 17th fields; the second may hold spaces, in parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
    return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child), own);
  } catch {
    // It has just ended.
    return 0;
  }
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
