import { asyncLocalStorage, type Context } from '@temporalio/activity';

const everyMs = 5_000;

/**
 * Runs an activity's work with heartbeats, so that its cancellation is heard, and hands it the signal that cancels it.
 * Outside an activity there is neither.
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
