import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { arrivalType, Format } from '#contracts/arrival.ts';
import { type Digest, shortDigest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { Instant } from '#contracts/time.ts';
import { formatOf } from '#files/reading/data-files.ts';
import { defaultPort } from '../../gateway/settings.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { gatewayDoor } from '../gateway-door.ts';
import { choiceOf, integerOf, unusable } from '../option-values.ts';

interface Options {
  readonly pipeline: string;
  readonly source: string;
  readonly rows: string;
  readonly minTime: string;
  readonly maxTime: string;
  readonly id?: string;
  readonly format?: string;
  readonly backfill?: string;
  readonly gateway?: string;
}

export const announce: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'announce',
      summary: 'Store a file of rows and announce it to a pipeline',
      examples: [
        [
          'announce day.parquet --pipeline flight-delay --source flights --rows 812 --min-time 2013-05-01T09:00:00Z --max-time 2013-05-02T03:55:00Z',
          'times are the smallest and the largest event time, inclusive',
        ],
      ],
    })
      .argument('<file>', 'Parquet, CSV or NDJSON')
      .requiredOption('--pipeline <name>', 'the pipeline')
      .requiredOption('--source <name>', 'one of its sources')
      .requiredOption('--rows <count>', 'how many rows the file holds')
      .requiredOption('--min-time <time>', 'RFC 3339, with an offset')
      .requiredOption('--max-time <time>', 'RFC 3339, with an offset')
      .option('--id <id>', 'of the event; the same id is accepted once. From name and content where it is left out')
      .option('--format <format>', 'parquet, csv or ndjson; by the name of the file where it is left out')
      .option('--backfill <id>', 'to the stream of a backfill, and not to the live one')
      .option('--gateway <url>', `TIDEGATE_GATEWAY_URL, or http://127.0.0.1:${defaultPort}`)
      .action(answering(announceFile)),
  );
};

async function announceFile(file: string, options: Options): Promise<Answer> {
  const { pipeline, source } = options;
  const rows = integerOf(options.rows, '--rows', { from: 0 });
  const [minTime, maxTime] = [timeOf('--min-time', options.minTime), timeOf('--max-time', options.maxTime)];
  const format =
    options.format === undefined ? formatOf('--format', file) : choiceOf(options.format, '--format', Format.options);
  const gateway = gatewayDoor(options.gateway);
  if (!(await stat(file).catch(() => undefined))?.isFile()) {
    throw new TidegateError({ code: 'NOT_FOUND', message: `there is no file ${file}`, observed: file });
  }
  const { uri, digest, bytes } = await gateway.store(file);
  const id = options.id ?? idOf(file, digest);
  const data = { uri, digest, bytes, rows, format, minTime, maxTime, producedBy: { name: 'tidegate announce' } };
  const { backfill } = options;
  const event = { specversion: '1.0', type: arrivalType, id, source, data } as const;
  await gateway.announce(pipeline, backfill === undefined ? event : { ...event, backfill });
  return {
    json: { accepted: true, pipeline, source, id, uri, digest, bytes, rows },
    text: [
      `Accepted: ${source} ${id} (${rows} rows, ${bytes} bytes, ${digest}).`,
      `What it does: tidegate status ${pipeline}`,
    ],
  };
}

const idOf = (file: string, digest: Digest): string => `${basename(file)}@${shortDigest(digest)}`;

function timeOf(option: string, text: string): string {
  if (Instant.safeParse(text).success) return text;
  throw unusable(option, text, 'an RFC 3339 time with an offset, such as 2013-05-01T00:00:00Z');
}
