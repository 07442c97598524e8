import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** How a command ended, and what it said. */
export interface Said {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

const script = join(import.meta.dirname, '../../../../client/cli/tidegate.js');

/** Runs `tidegate` as a person would, without colours. */
export function tidegate(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, NO_COLOR: '1', ...env } });
    const text = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      text.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      text.err += chunk;
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, ...text }));
  });
}
