import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { RecordedDecision } from '#contracts/decision.ts';
import { TidegateError } from '#contracts/problem.ts';
import { projectRoot } from '#stores/settings.ts';
import { lastLine } from '../local/run-program.ts';

/** What the worker's entry point prints for each run that it replayed. */
export const ReplayedRun = z.object({
  workflowId: z.string(),
  runId: z.string(),
  workflowType: z.string(),
  status: z.string(),
  decisions: z.number().int().min(0),
  head: z.string().optional(),
  outcome: z.enum(['equal', 'diverged', 'unsealed', 'open']),
  detail: z.string().optional(),
  recorded: z.array(RecordedDecision).optional(),
});
export type ReplayedRun = z.infer<typeof ReplayedRun>;

/** What a rebuild prints last. */
export const Rebuilt = z.object({ digest: z.string(), runs: z.number(), decisions: z.number(), diverged: z.number() });
export type Rebuilt = z.infer<typeof Rebuilt>;

const entryPoint = join(projectRoot, 'worker', 'replay-main.ts');
/** The entry point's status where a run diverged; above it, it did not come that far. */
const diverged = 1;

/** Replays runs in a process of their own, as a worker would, and hands over a line as soon as it is printed. */
export async function* replayLines(args: readonly string[], environment: NodeJS.ProcessEnv): AsyncGenerator<unknown> {
  const child = spawn(process.execPath, [entryPoint, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
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
    if (code === null || code > diverged) throw notReplayed(errors);
  } finally {
    child.kill();
  }
}

/** Replays runs: all archived ones, or those of the given workflow ids; with `open`, the open ones too, to their last event. */
export async function* replayRuns(
  wanted: { readonly workflowIds?: readonly string[]; readonly open?: boolean; readonly decisions?: boolean },
  environment: NodeJS.ProcessEnv,
): AsyncGenerator<ReplayedRun> {
  const args = [
    ...(wanted.workflowIds ?? ['--all']),
    ...(wanted.open ? ['--open'] : []),
    ...(wanted.decisions ? ['--decisions'] : []),
  ];
  for await (const line of replayLines(args, environment)) yield ReplayedRun.parse(line);
}

/** The last line that says something: a stack's frames do not. */
function notReplayed(errors: string): TidegateError {
  const said = errors.split('\n').find((line) => /^\w*Error\b|^[A-Z_]+: /.test(line.trim())) ?? lastLine(errors);
  const unreachable = /unavailable|ECONNREFUSED|transport|Failed to connect|DEADLINE/i.test(errors);
  return new TidegateError({
    code: unreachable ? 'TEMPORAL_UNAVAILABLE' : 'WORKER_UNAVAILABLE',
    message: `histories could not be replayed: ${said || 'the process ended without a word'}`,
    remedy: unreachable
      ? 'Start Temporal, or check TEMPORAL_ADDRESS.'
      : 'Look at what it says; set TIDEGATE_DEBUG=1 for all of it.',
  });
}
