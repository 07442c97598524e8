import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { jsonIn } from '#contracts/json-text.ts';
import { TidegateError } from '#contracts/problem.ts';
import { ScheduleLine } from '#contracts/schedule.ts';

/**
 * Reads a schedule line by line, so that a month of arrivals needs no memory; empty lines are passed over.
 *
 * @param file a path, or `-` for standard input
 * @throws `USAGE` where the file cannot be read, `ARRIVAL_MALFORMED` with the number of the line that cannot be read
 */
export async function* readSchedule(file: string): AsyncGenerator<ScheduleLine> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text.trim() !== '') yield parsed(text, `${file}:${number}`);
    }
  } catch (error) {
    throw unreadable(file, error) ?? error;
  }
}

function parsed(text: string, place: string): ScheduleLine {
  const line = ScheduleLine.safeParse(jsonIn(text));
  if (line.success) return line.data;
  throw new TidegateError({
    code: 'ARRIVAL_MALFORMED',
    message: 'the line cannot be read',
    path: place,
    observed: text.slice(0, 200),
    expected:
      '{"arrive":{"id","source","minTime","maxTime"}}, {"watermark":{"source","time"}} or {"idle":{"source"}}, times in epoch milliseconds',
  });
}

function unreadable(file: string, error: unknown): TidegateError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') return undefined;
  return new TidegateError({
    code: 'USAGE',
    message: `${file} cannot be read`,
    path: '--arrivals',
    observed: String(code),
  });
}
