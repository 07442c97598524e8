import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Measure } from '#contracts/measure.ts';
import { CommandOutput, type OwnFinding } from '#contracts/own-finding.ts';
import { formatInstant } from '#contracts/time.ts';
import { type EngineColumn, Unanswerable } from '../engine/engine.ts';
import { layFiles } from './lay-files.ts';
import { type ProcessEnd, runProcess } from './process.ts';

/** A program to run over some rows. */
export interface CommandOrder {
  readonly measure: Extract<Measure, { kind: 'command' }>;
  /** Parquet files. */
  readonly files: readonly string[];
  readonly reference?: readonly string[] | undefined;
  readonly columns: readonly EngineColumn[];
  readonly signal?: AbortSignal | undefined;
}

/** Gives what a program found. Throws {@link Unanswerable} with a code where it does not tell. */
export type RunCommand = (order: CommandOrder) => Promise<readonly OwnFinding[]>;

export interface CommandDependencies {
  /** An existing folder. */
  readonly scratch: string;
  /** Folders that go before `PATH`. */
  readonly programPath?: string | undefined;
  /** Where the content of a program's file is. */
  readonly contentOf: (digest: Digest) => Promise<string>;
}

/** The most that a program may write to its standard output: findings become part of a history. */
const mostBytes = 32_768;
const mostOfErrors = 8_192;

/**
 * Runs programs of users, each in a fresh folder that holds the files it is made of and nothing else, with a minimal environment,
 * and bounded time, memory and output. This is not a sandbox: whoever may declare a command may run programs.
 */
export const createCommands =
  ({ scratch, programPath, contentOf }: CommandDependencies): RunCommand =>
  async (order) => {
    const folder = await mkdtemp(join(scratch, 'command-'));
    try {
      const [work, home] = [join(folder, 'work'), join(folder, 'home')];
      await mkdir(work);
      await mkdir(home);
      await layFiles(work, order.measure.files, contentOf);
      const PATH = [programPath, process.env.PATH].filter(Boolean).join(delimiter);
      return await run(order, work, { PATH, HOME: home, TMPDIR: home, LANG: 'C.UTF-8' });
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };

async function run({ measure, signal, ...given }: CommandOrder, cwd: string, env: Readonly<Record<string, string>>) {
  const [output, errors] = [bounded(mostBytes), bounded(mostOfErrors)];
  const tooMuch = new AbortController();
  const end = await runProcess({
    command: measure.run,
    cwd,
    env,
    input: JSON.stringify(questionOf(measure, given)),
    deadline: measure.timeout,
    memory: measure.memory,
    signal: AbortSignal.any([tooMuch.signal, ...(signal ? [signal] : [])]),
    onOutput(chunk, stream) {
      if (stream === 'stderr') return errors.add(chunk);
      output.add(chunk);
      if (output.isExceeded()) tooMuch.abort();
    },
  });
  signal?.throwIfAborted();
  if (output.isExceeded()) throw invalid(`more than ${mostBytes} bytes`);
  if (end.timedOut) throw new Unanswerable('CHECK_TIMED_OUT' satisfies Code);
  if (end.exitCode !== 0) throw unanswerable('COMMAND_FAILED', failureText(end, errors.bytes().toString('utf8')));
  return findingsIn(output.bytes());
}

/** What docs/use/gates.md promises. */
const questionOf = ({ source, window }: CommandOrder['measure'], { files, reference, columns }: Given) => ({
  source,
  files,
  ...(reference && { reference }),
  columns,
  ...(window && { window: { start: formatInstant(window.start), end: formatInstant(window.end) } }),
});
type Given = Pick<CommandOrder, 'files' | 'reference' | 'columns'>;

/** The first so many bytes of a stream. */
function bounded(atMost: number) {
  const chunks: Buffer[] = [];
  let [kept, seen] = [0, 0];
  return {
    add(chunk: Buffer): void {
      seen += chunk.length;
      if (kept >= atMost) return;
      chunks.push(chunk.subarray(0, atMost - kept));
      kept = Math.min(atMost, kept + chunk.length);
    },
    isExceeded: () => seen > atMost,
    bytes: () => Buffer.concat(chunks),
  };
}

function findingsIn(bytes: Buffer): readonly OwnFinding[] {
  const parsed = CommandOutput.safeParse(jsonIn(bytes));
  if (parsed.success) return parsed.data.findings;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') || 'the document'}: ${issue?.message}`);
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (fault) {
    throw invalid(fault instanceof Error ? fault.message : String(fault));
  }
}

/** The last line that a program prints usually says why it ended. */
function failureText({ exitCode, endedBy }: ProcessEnd, errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1);
  const how =
    exitCode === undefined ? `was ended by ${endedBy ?? 'nothing, for it never began'}` : `exited ${exitCode}`;
  return `the program ${how}${said === undefined ? '' : `: ${said.trim()}`}`;
}

const unanswerable = (code: Code, text: string): Unanswerable => new Unanswerable(code, { cause: new Error(text) });
const invalid = (text: string): Unanswerable =>
  unanswerable('COMMAND_OUTPUT_INVALID', `the program's standard output: ${text}`);
