import { isMainThread, parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { beginCoverage, takeCoverage } from './collect.ts';

// Imported by each process of tests before all else, and so by their threads too, in which Temporal runs workflows.

beginCoverage();
if (!isMainThread && parentPort !== null) takeBeforeTheEnd(parentPort);

/** Temporal tells a thread that it is to end, and then ends it without another word. */
function takeBeforeTheEnd(port: NonNullable<typeof parentPort>): void {
  const on = port.on.bind(port) as (event: string, listener: (message: unknown) => void) => typeof port;
  port.on = (event: string, listener: (message: never) => void) =>
    on(event, (message) => {
      if (event === 'message' && isTheEnd(message)) takeCoverage();
      listener(message as never);
    });
}

const End = z.object({ input: z.object({ type: z.literal('destroy') }) });
const isTheEnd = (message: unknown): boolean => End.safeParse(message).success;
