import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TidegateError } from '#contracts/problem.ts';
import { Duration, PositiveDuration } from '#contracts/time.ts';
import { readSettings } from '#stores/settings.ts';
import { onFirstStopSignal } from '#stores/stop-signals.ts';
import { defaultPort } from '../../gateway/settings.ts';
import type { CompletenessRule } from '../../watch/completeness.ts';
import { globOf } from '../../watch/glob.ts';
import { openMemory } from '../../watch/memory.ts';
import { folderPlace } from '../../watch/places/folder.ts';
import type { Place } from '../../watch/places/place.ts';
import { type WatchEvent, type Watcher, watcher } from '../../watch/watcher.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { gatewayDoor } from '../gateway-door.ts';
import { unusable } from '../option-values.ts';
import { linesOfProblem } from '../problem-text.ts';
import { commandEnvironment } from '../session.ts';

interface Options {
  readonly source: string;
  readonly time: string;
  readonly folder?: string;
  readonly s3?: string;
  readonly pattern: string;
  readonly marker?: string;
  readonly stable?: string;
  readonly every: string;
  readonly once?: boolean;
  readonly state?: string;
  readonly gateway?: string;
  readonly json?: boolean;
}

export const watch: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'watch',
      summary: 'Announce the files that appear in a folder or a bucket',
      examples: [
        [
          'watch shop --source orders --time ordered_at --folder /data/in --marker .done',
          'a file is whole when FILE.done is there',
        ],
        [
          'watch shop --source orders --time ordered_at --s3 s3://in/orders --stable 30s',
          'or when it has not changed for half a minute',
        ],
      ],
    })
      .argument('<pipeline>', 'the pipeline')
      .requiredOption('--source <name>', 'one of its sources')
      .requiredOption('--time <column>', "the column of event time: the source's `eventTime`")
      .option('--folder <dir>', 'the folder to watch, with those below it')
      .option('--s3 <url>', 's3://bucket/prefix to watch')
      .option('--pattern <glob>', 'which files', '**/*.{parquet,csv,ndjson,jsonl}')
      .option(
        '--marker <suffix>',
        'whole is a file with FILE.SUFFIX beside it (.done), or in a folder with such a file (_SUCCESS)',
      )
      .option('--stable <duration>', 'whole is a file that has not changed for so long')
      .option('--every <duration>', 'how often to look', '5s')
      .option('--once', 'announce what is whole, and end')
      .option('--state <file>', 'what was announced is remembered here; in the state home where it is left out')
      .option('--gateway <url>', `TIDEGATE_GATEWAY_URL, or http://127.0.0.1:${defaultPort}`)
      .action(answering(watchPlace)),
  );
};

async function watchPlace(pipeline: string, options: Options): Promise<Answer> {
  const { source, time } = options;
  const rule = ruleOf(options);
  const every = durationOf('--every', options.every, PositiveDuration);
  const place = await placeOf(options);
  const environment = commandEnvironment();
  const gateway = gatewayDoor(options.gateway);
  const memory = await openMemory(options.state ?? stateOf(pipeline, source, place));
  const stopping = new AbortController();
  // On Ctrl-C the file that is being announced is still finished.
  const unhook = onFirstStopSignal(() => stopping.abort());
  try {
    const pattern = globOf(options.pattern);
    const watching = watcher({ pipeline, source, time, place, pattern, rule, memory, gateway, environment });
    return options.once
      ? await once(watching, rule, stopping.signal, options.json === true)
      : await forEver(watching, every, stopping.signal, options.json === true);
  } finally {
    unhook();
    await memory.close();
  }
}

/**
 * Looks once. With a `stableFor` rule it looks a second time after that time, since one look cannot show that a file no
 * longer changes.
 */
async function once(watching: Watcher, rule: CompletenessRule, signal: AbortSignal, json: boolean): Promise<Answer> {
  const events: WatchEvent[] = [];
  const tell = (event: WatchEvent) => {
    events.push(event);
    if (!json) print(event, false);
  };
  let { waiting } = await watching.look(tell, signal);
  if ('stableFor' in rule && waiting.length > 0) {
    await pause(rule.stableFor + 1, signal);
    ({ waiting } = await watching.look(tell, signal));
  }
  const announced = events.flatMap((event) => ('announced' in event ? [event.announced] : []));
  const refused = events.flatMap((event) => ('refused' in event ? [event.refused] : []));
  return {
    json: { announced, refused, waiting },
    text: [`${announced.length} announced, ${refused.length} refused, ${waiting.length} not yet whole.`],
    exit: refused.length > 0 ? exitCodes.no : exitCodes.ok,
  };
}

/**
 * Looks again and again until `signal` aborts. If the gateway or another service does not answer, it reports that and
 * goes on. Any other problem ends the watch, because the next file would meet it too.
 */
async function forEver(watching: Watcher, every: number, signal: AbortSignal, json: boolean): Promise<Answer> {
  let announced = 0;
  while (!signal.aborted) {
    try {
      await watching.look((event) => {
        if ('announced' in event) announced += 1;
        print(event, json);
      }, signal);
    } catch (error) {
      if (!(error instanceof TidegateError) || exitCodeOf(error.problem.code) !== exitCodes.unavailable) throw error;
      process.stderr.write(`${linesOfProblem(error.problem).join('\n')}\n`);
    }
    await pause(every, signal);
  }
  return { json: { stopped: true, announced }, text: [`Stopped: ${announced} announced.`] };
}

function print(event: WatchEvent, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
  else if ('announced' in event) {
    const { id, rows, supersedes } = event.announced;
    process.stdout.write(`Announced ${id} (${rows} rows)${supersedes ? `, in place of ${supersedes}` : ''}.\n`);
  } else {
    const { path, problem } = event.refused;
    process.stderr.write(`Not announced: ${path}\n${linesOfProblem(problem).join('\n')}\n`);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

function ruleOf({ marker, stable }: Options): CompletenessRule {
  if ((marker === undefined) === (stable === undefined)) throw oneOf('--marker', '--stable');
  if (marker === undefined) return { stableFor: durationOf('--stable', stable ?? '', Duration) };
  if (marker === '' || marker === '.' || marker.includes('/'))
    throw unusable('--marker', marker, 'such as .done or _SUCCESS');
  return { marker };
}

async function placeOf({ folder, s3 }: Options): Promise<Place> {
  if (folder !== undefined && s3 === undefined) return folderPlace(folder);
  if (s3 === undefined || folder !== undefined) throw oneOf('--folder', '--s3');
  // Imported only when needed: the S3 library takes a third of a second to load.
  return (await import('../../watch/places/bucket.ts')).bucketPlace(s3);
}

function stateOf(pipeline: string, source: string, place: Place): string {
  const mark = createHash('sha256')
    .update(JSON.stringify([pipeline, source, place.name]))
    .digest('hex')
    .slice(0, 16);
  return join(readSettings(commandEnvironment()).home, 'watch', `${mark}.ndjson`);
}

function durationOf(option: string, text: string, schema: typeof Duration): number {
  const duration = schema.safeParse(text);
  if (duration.success) return duration.data;
  throw unusable(option, text, 'a duration such as 30s');
}

const oneOf = (path: string, other: string): TidegateError =>
  new TidegateError({
    code: 'USAGE',
    message: `${path} cannot be used`,
    path,
    expected: `one of ${path} and ${other}`,
  });
