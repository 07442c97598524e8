import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { scheduleOfRun } from '#audit/run-schedule.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ScheduleLine } from '#contracts/schedule.ts';
import { formatDuration, formatInstant } from '#contracts/time.ts';
import { type StreamConfig, streamConfig } from '#domain/time/config.ts';
import { differenceOf } from '#domain/time/difference.ts';
import { beginDryRun, type Change, type Outcome } from '#domain/time/dry-run.ts';
import { commonStart } from '#domain/time/windows.ts';
import { loadSpec } from '#spec/load.ts';
import { readSchedule } from '#spec/schedule.ts';
import { type AddCommand, describe } from '../../command.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { instantOf } from '../../option-values.ts';
import { failed } from '../../output.ts';
import { linesOfProblem } from '../../problem-text.ts';
import { commandEnvironment } from '../../session.ts';
import { counted } from '../../words.ts';
import { lineOfOutcome, linesOfDifference } from './text.ts';

interface Options {
  readonly arrivals?: string;
  readonly fromRun?: string;
  readonly spec?: string;
  readonly fromWindow?: string;
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
        ['windows --from-run stream/flight-delay/all', 'what came to a stream, by the spec that it was given'],
        ['windows --from-run stream/flight-delay/all --spec new.yaml', 'what another spec would have made of it'],
        [
          'windows pipeline.yaml --arrivals may.ndjson --spec new.yaml --from-window 2013-05-06',
          'as if it were applied so',
        ],
      ],
    })
      .argument('[file]', 'the pipeline: a name, sources with watermarks and windows are enough')
      .option('--arrivals <file>', 'JSON lines: arrive, watermark, idle, in order of receipt; - reads standard input')
      .option('--from-run <run>', 'what came to a stream; its own spec is taken where no file is given')
      .option('--spec <file>', 'print what this pipeline would decide otherwise, as a difference')
      .option('--from-window <time>', 'let --spec decide from this window on only, as `apply --from-window` does')
      .addHelpText(
        'after',
        '\nPrints JSON lines where it is not read on a terminal, and with --json. Exits 2 for a line or a spec\nthat cannot be read.',
      )
      .action(async (file: string | undefined, options: Options) => {
        try {
          process.exitCode = await play(file, options);
        } catch (error) {
          process.exitCode = await failed(error, false);
        }
      }),
  );
};

/** A schedule of arrivals, and the stream configuration to use if no spec is given. */
interface Played {
  readonly lines: AsyncIterable<ScheduleLine> | Iterable<ScheduleLine>;
  readonly config?: StreamConfig;
}

async function play(file: string | undefined, options: Options): Promise<ExitCode> {
  const specs = [file, options.spec].filter((spec) => spec !== undefined);
  const configs = new Map<string, StreamConfig>();
  for (const spec of specs) {
    const loaded = await loadSpec(spec, 'windows');
    if (!loaded.ok) {
      process.stderr.write(`${loaded.problems.flatMap(linesOfProblem).join('\n')}\n`);
      return exitCodes.usage;
    }
    configs.set(spec, playable(streamConfig(loaded.value.spec)));
  }
  const { lines, config } = await scheduleFor(file, options);
  const before = file === undefined ? config && playable(config) : configs.get(file);
  if (!before) throw new Error('a schedule of a file is played by a spec');
  const after = options.spec === undefined ? undefined : configs.get(options.spec);
  const change = changeFrom(options, before, after);
  const asJson = options.json === true || !process.stdout.isTTY;
  await print(
    after ? differences(lines, before, change ?? { config: after }, asJson) : outcomes(lines, before, asJson),
  );
  return exitCodes.ok;
}

/** Reads `--from-window`. Throws `SPEC_BOUNDARY_REFUSED` unless a window begins at that time under both specs. */
function changeFrom(
  { fromWindow }: Options,
  before: StreamConfig,
  after: StreamConfig | undefined,
): Change | undefined {
  if (fromWindow === undefined) return undefined;
  const from = instantOf(fromWindow, '--from-window');
  if (!after)
    throw new TidegateError({ code: 'USAGE', message: 'which pipeline from then on?', expected: '--spec FILE' });
  const first = commonStart(from, before.grid, after.grid);
  if (first === from) return { config: after, from };
  throw new TidegateError({
    code: 'SPEC_BOUNDARY_REFUSED',
    message: 'no window begins there by both specs',
    path: '--from-window',
    observed: fromWindow,
    ...(first !== undefined && { expected: `such as ${formatInstant(first)}` }),
  });
}

async function scheduleFor(file: string | undefined, { arrivals, fromRun }: Options): Promise<Played> {
  if ((arrivals === undefined) === (fromRun === undefined) || (fromRun === undefined && file === undefined)) {
    throw new TidegateError({
      code: 'USAGE',
      message: 'say what came, and by which pipeline it is to be taken',
      expected: 'FILE --arrivals SCHEDULE, or [FILE] --from-run RUN',
    });
  }
  if (arrivals !== undefined) return { lines: readSchedule(arrivals) };
  const { lines, config, omitted } = await scheduleOfRun(fromRun ?? '', commandEnvironment());
  if (omitted > 0)
    process.stderr.write(
      `${counted(omitted, 'time')} a person set a watermark back or re-admitted an arrival: that is left out\n`,
    );
  return { lines, config };
}

/** Throws `LATE_EVERY_WALL_TIME` if late panes depend on wall time, which a schedule does not have. */
function playable(config: StreamConfig): StreamConfig {
  if (config.lateEvery === undefined) return config;
  throw new TidegateError({
    code: 'LATE_EVERY_WALL_TIME',
    message: 'late panes by wall time cannot be played: a schedule has none',
    path: 'windows.late.every',
    observed: formatDuration(config.lateEvery),
    expected: 'arrival',
  });
}

async function* outcomes(lines: Played['lines'], config: StreamConfig, asJson: boolean): AsyncGenerator<string> {
  const lineOf = asJson ? (outcome: Outcome) => JSON.stringify(outcome) : lineOfOutcome;
  const run = beginDryRun(config);
  for await (const line of lines) for (const outcome of run.play(line)) yield lineOf(outcome);
}

async function* differences(
  lines: Played['lines'],
  before: StreamConfig,
  after: { readonly config: StreamConfig } | Change,
  asJson: boolean,
): AsyncGenerator<string> {
  const changed = 'from' in after ? beginDryRun(before, after) : beginDryRun(after.config);
  const runs = [beginDryRun(before), changed] as const;
  const told: [Outcome[], Outcome[]] = [[], []];
  for await (const line of lines) {
    told[0].push(...runs[0].play(line));
    told[1].push(...runs[1].play(line));
  }
  const { lines: oneSided, ...summary } = differenceOf(...told);
  if (!asJson) return yield* linesOfDifference({ lines: oneSided, ...summary });
  for (const line of oneSided) yield JSON.stringify(line);
  yield JSON.stringify({ summary });
}

async function print(lines: AsyncIterable<string>): Promise<void> {
  async function* ended() {
    for await (const line of lines) yield `${line}\n`;
  }
  try {
    await pipeline(Readable.from(ended()), process.stdout, { end: false });
  } catch (error) {
    // The reader closed the pipe early, as in `| head`. That is no error.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}
