import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { jsonIn } from '#contracts/json-text.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ScheduleLine } from '#domain/time/dry-run.ts';

const Time = z.number().int().safe();
const Id = z.string().min(1);
const Source = z.string().min(1);

const Named = z.strictObject({ source: Source, id: Id });

const Scheduled = z.strictObject({
  id: Id,
  source: Source,
  minTime: Time,
  maxTime: Time,
  digest: z.string().optional(),
  supersedes: Id.optional(),
  after: z.array(Named).optional(),
});

/** A line of a schedule, as a file or a run tells it. */
export const ScheduleLineSchema = z.union([
  z.strictObject({ arrive: Scheduled }),
  z.strictObject({ watermark: z.strictObject({ source: Source, time: Time }) }),
  z.strictObject({ idle: z.strictObject({ source: Source }) }),
  z.strictObject({ release: Named }),
  z.strictObject({ refuse: Named }),
]);

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
  const line = ScheduleLineSchema.safeParse(jsonIn(text));
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
