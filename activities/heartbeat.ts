import { asyncLocalStorage, type Context } from '@temporalio/activity';

const everyMs = 5_000;

/**
 * Runs an activity's work with heartbeats, so that its cancellation is heard, and hands it the signal that cancels it.
 * A local activity has no heartbeat; outside an activity there is no signal either.
 */
export async function whileBeating<T>(work: (signal?: AbortSignal) => Promise<T>): Promise<T> {
  const context: Context | undefined = asyncLocalStorage.getStore();
  if (context === undefined) return work();
  if (context.info.isLocal) return work(context.cancellationSignal);
  const beat = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(beat);
  }
}
