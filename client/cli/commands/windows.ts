import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TidegateError } from '#contracts/problem.ts';
import { formatDuration, formatInstant } from '#contracts/time.ts';
import { streamConfig } from '#domain/time/config.ts';
import { beginDryRun, type Outcome } from '#domain/time/dry-run.ts';
import { readSchedule } from '../../schedule.ts';
import { loadSpec } from '../../spec/load.ts';
import { type AddCommand, describe } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { failed } from '../output.ts';
import { linesOfProblem } from '../problem-text.ts';

interface Options {
  readonly arrivals: string;
  readonly json?: boolean;
}

export const windows: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'windows',
      summary: 'Play a schedule of arrivals through the windows of a pipeline, without a server',
      examples: [
        ['windows pipeline.yaml --arrivals may.ndjson', 'a JSON line for each pane that would fire'],
        ['windows pipeline.yaml --arrivals - < may.ndjson', 'from standard input'],
      ],
    })
      .argument('<file>', 'the pipeline: a name, sources with watermarks and windows are enough')
      .requiredOption(
        '--arrivals <file>',
        'JSON lines: arrive, watermark, idle, in order of receipt; - reads standard input',
      )
      .addHelpText(
        'after',
        '\nPrints JSON lines where it is not read on a terminal, and with --json. Exits 2 for a line or a spec\nthat cannot be read.',
      )
      .action(async (file: string, options: Options) => {
        try {
          process.exitCode = await play(file, options);
        } catch (error) {
          process.exitCode = failed(error, false);
        }
      }),
  );
};

async function play(file: string, { arrivals, json = false }: Options): Promise<ExitCode> {
  const loaded = await loadSpec(file, 'windows');
  if (!loaded.ok) {
    process.stderr.write(`${loaded.problems.flatMap(linesOfProblem).join('\n')}\n`);
    return exitCodes.usage;
  }
  const { spec } = loaded.value;
  if (spec.windows.late.every !== 'arrival') throw wallTime(spec.windows.late.every);
  const lineOf = json || !process.stdout.isTTY ? (outcome: Outcome) => JSON.stringify(outcome) : wordsOf;
  const run = beginDryRun(streamConfig(spec));
  async function* lines() {
    for await (const line of readSchedule(arrivals)) {
      for (const outcome of run.play(line)) yield `${lineOf(outcome)}\n`;
    }
  }
  try {
    await pipeline(Readable.from(lines()), process.stdout, { end: false });
  } catch (error) {
    // Whoever reads has seen enough: `| head`.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
  return exitCodes.ok;
}

const wallTime = (every: number): TidegateError =>
  new TidegateError({
    code: 'LATE_EVERY_WALL_TIME',
    message: 'late panes by wall time cannot be played: a schedule has none',
    path: 'windows.late.every',
    observed: formatDuration(every),
    expected: 'arrival',
  });

/** An outcome for a person. */
function wordsOf(outcome: Outcome): string {
  if ('pane' in outcome) {
    const { start, end, index, timing, arrivals } = outcome.pane;
    return `[${formatInstant(start)}, ${formatInstant(end)})  pane ${index} ${timing}: ${arrivals.join(', ')}`;
  }
  const [[kind, { id, ...more }] = ['', { id: '' }]] = Object.entries(outcome);
  return `${id}: ${[kind, ...Object.values(more)].join(' ')}`;
}
