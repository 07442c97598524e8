import { asyncLocalStorage, type Context } from '@temporalio/activity';

const everyMs = 5_000;

/**
 * Runs an activity's work with heartbeats, so that it can be cancelled, and passes it the abort signal.
 * Outside of an activity it does neither.
 */
export async function whileBeating<T>(work: (signal?: AbortSignal) => Promise<T>): Promise<T> {
  const context: Context | undefined = asyncLocalStorage.getStore();
  if (context === undefined) return work();
  const beat = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(beat);
  }
}
