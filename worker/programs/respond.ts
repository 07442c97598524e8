import type { z } from 'zod';
import { TidegateError } from '#contracts/problem.ts';
import type { Program } from './program.ts';

/** The exit status of a program that failed by something other than a problem. */
const failed = 4;

/** All that a program does: prints each answer to its request as a line of JSON, a problem too, and ends the process. */
export async function respond<Request extends z.ZodType, Answer extends z.ZodType>(
  { request }: Program<Request, Answer>,
  answersTo: (request: z.output<Request>) => AsyncIterable<z.input<Answer>>,
): Promise<never> {
  try {
    for await (const answer of answersTo(request.parse(JSON.parse(process.argv[2] ?? '{}')))) await print(answer);
  } catch (error) {
    if (!(error instanceof TidegateError)) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(failed);
    }
    await print({ problem: error.problem });
  }
  // Its connections would keep it alive.
  process.exit();
}

/** Waits for a reader that is slower, so that nothing piles up here. */
const print = (line: unknown): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve()));
