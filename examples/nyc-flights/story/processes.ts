import { type ChildProcess, spawn } from 'node:child_process';

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a script of ours to its end as a process of its own. */
export async function runScript(
  script: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly onLine?: (line: string) => void },
): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...args], { env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, code] = await Promise.all([
    textOf(child.stdout, options.onLine),
    textOf(child.stderr),
    exitOf(child),
  ]);
  return { code, output, errors };
}

async function textOf(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): Promise<string> {
  let text = '';
  let rest = '';
  for await (const chunk of stream) {
    text += chunk;
    rest += chunk;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (onLine) lines.forEach(onLine);
  }
  return text;
}

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
