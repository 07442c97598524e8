import { dirname } from 'node:path';
import { z } from 'zod';
import type { Format } from '#contracts/arrival.ts';
import { TidegateError } from '#contracts/problem.ts';
import { workerLines } from '#worker/programs/lines.ts';

const Extent = z.object({ rows: z.number(), minTime: z.number(), maxTime: z.number() });
const Line = z.union([Extent, z.object({ fault: z.string() })]);

/** What reading a whole batch tells; times are epoch milliseconds, both inclusive. */
export type Extent = z.infer<typeof Extent>;

/** Reads a file as a worker would, in a process of its own; `ARTIFACT_UNREADABLE` where that cannot be done. */
export async function measured(
  path: string,
  format: Format,
  time: string,
  environment: NodeJS.ProcessEnv,
): Promise<Extent> {
  const args = ['--folder', dirname(path), '--time', time, '--', `${format}:${path}`];
  for await (const line of workerLines({ program: 'measure', args, environment, goodUntil: 0 })) {
    const read = Line.parse(line);
    if (!('fault' in read)) return read;
    throw new TidegateError({ code: 'ARTIFACT_UNREADABLE', message: `it cannot be read: ${read.fault}` });
  }
  throw new TidegateError({
    code: 'ARTIFACT_UNREADABLE',
    message: 'it cannot be read: the reader ended without a word',
  });
}
