import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Problem, TidegateError } from '#contracts/problem.ts';
import type { Program } from './program.ts';

const Refused = z.strictObject({ problem: Problem });

/**
 * Asks a program of the worker, in a process of its own, and hands over each answer as soon as it is printed.
 *
 * Throws the problem that it answers, and `WORKER_UNAVAILABLE` or `TEMPORAL_UNAVAILABLE` where it failed.
 */
export async function* ask<Request extends z.ZodType, Answer extends z.ZodType>(
  program: Program<Request, Answer>,
  request: z.input<Request>,
  environment: NodeJS.ProcessEnv,
): AsyncGenerator<z.output<Answer>> {
  const args = [join(import.meta.dirname, program.name, 'main.ts'), JSON.stringify(request)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-20_000);
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  ended.catch(() => undefined);
  let refused: Problem | undefined;
  try {
    for await (const text of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (!text.startsWith('{')) continue;
      const line: unknown = JSON.parse(text);
      refused = Refused.safeParse(line).data?.problem;
      if (!refused) yield program.answer.parse(line);
    }
    const code = await ended;
    if (refused) throw new TidegateError(refused);
    if (code !== 0) throw failed(program.name, errors);
  } finally {
    child.kill();
  }
}

/** Asks a program that answers once. */
export async function askOnce<Request extends z.ZodType, Answer extends z.ZodType>(
  program: Program<Request, Answer>,
  request: z.input<Request>,
  environment: NodeJS.ProcessEnv,
): Promise<z.output<Answer>> {
  let last: { readonly answer: z.output<Answer> } | undefined;
  // Read to the end, so that the program can clean up.
  for await (const answer of ask(program, request, environment)) last = { answer };
  if (!last) throw failed(program.name, '');
  return last.answer;
}

/** Takes the last line that is not a frame of a stack. */
function failed(program: string, errors: string): TidegateError {
  const lines = errors
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const said = lines.find((line) => /^\w*Error\b|^[A-Z_]+: /.test(line)) ?? lines.at(-1);
  const unreachable = /unavailable|ECONNREFUSED|transport|Failed to connect|DEADLINE/i.test(errors);
  return new TidegateError({
    code: unreachable ? 'TEMPORAL_UNAVAILABLE' : 'WORKER_UNAVAILABLE',
    message: `the worker's ${program} failed: ${said || 'it ended without an answer'}`,
    remedy: unreachable
      ? 'Start Temporal, or check TEMPORAL_ADDRESS.'
      : 'Look at what it says; set TIDEGATE_DEBUG=1 for all of it.',
  });
}
