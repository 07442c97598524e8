import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TidegateError } from '#contracts/problem.ts';
import { projectRoot } from '#stores/settings.ts';

/** An entry point of the worker that answers and ends. */
export interface EntryPoint {
  /** Its folder under `worker/programs/`. */
  readonly program: 'measure' | 'profile' | 'replay' | 'restore' | 'schedule';
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** The largest exit status that is an answer; above it, it did not come that far. */
  readonly goodUntil: number;
}

/** Runs an entry point of the worker in a process of its own, and hands over each JSON line as soon as it is printed. */
export async function* workerLines({ program, args, environment, goodUntil }: EntryPoint): AsyncGenerator<unknown> {
  const file = join(projectRoot, 'worker', 'programs', program, 'main.ts');
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-20_000);
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  ended.catch(() => undefined);
  try {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.startsWith('{')) yield JSON.parse(line);
    }
    const code = await ended;
    if (code === null || code > goodUntil) throw failed(program, errors);
  } finally {
    child.kill();
  }
}

/** The last line that says something: a stack's frames do not. */
function failed(program: string, errors: string): TidegateError {
  const lines = errors
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const said = lines.find((line) => /^\w*Error\b|^[A-Z_]+: /.test(line)) ?? lines.at(-1);
  const unreachable = /unavailable|ECONNREFUSED|transport|Failed to connect|DEADLINE/i.test(errors);
  return new TidegateError({
    code: unreachable ? 'TEMPORAL_UNAVAILABLE' : 'WORKER_UNAVAILABLE',
    message: `the worker's ${program} failed: ${said || 'it ended without a word'}`,
    remedy: unreachable
      ? 'Start Temporal, or check TEMPORAL_ADDRESS.'
      : 'Look at what it says; set TIDEGATE_DEBUG=1 for all of it.',
  });
}
