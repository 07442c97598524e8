import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** What a whole process took. */
export interface Took {
  readonly seconds: number;
  /** The most that was resident at once. */
  readonly bytes: number;
  readonly output: string;
}

/** How long each program may take, so that the bench ends. */
export const limitSeconds = 120;

const sampleEveryMs = 20;

/** Runs a program to its end; undefined where it was stopped, since it took longer than it may. Throws where it fails. */
export async function run(command: string, args: readonly string[]): Promise<Took | undefined> {
  const begun = performance.now();
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stopped = false;
  const limit = setTimeout(() => {
    stopped = child.kill('SIGKILL');
  }, limitSeconds * 1_000);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  let bytes = 0;
  const timer = setInterval(async () => {
    bytes = Math.max(bytes, await peakOf(child.pid));
  }, sampleEveryMs);
  const code = await new Promise((resolve) => {
    child.once('close', resolve);
  });
  clearInterval(timer);
  clearTimeout(limit);
  if (stopped) return undefined;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said.err.slice(-500)}`);
  return { seconds: (performance.now() - begun) / 1_000, bytes, output: said.out };
}

/** The kernel's own high-water mark, so that no peak between two samples is lost but the last. */
async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
}
