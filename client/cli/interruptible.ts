import { onFirstStopSignal, type StopSignal, stopStatuses } from '#stores/stop-signals.ts';

/** Thrown when a person stopped the command. Nothing is printed for it. */
export class Interrupted extends Error {
  readonly exit: number;

  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.exit = stopStatuses[signal];
  }
}

/** Runs work. Throws {@link Interrupted} if Ctrl-C or a similar signal aborts it first. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const done = onFirstStopSignal((signal) => stop.abort(new Interrupted(signal)));
  try {
    return await work(stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    done();
  }
}
