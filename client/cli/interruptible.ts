import { onFirstStopSignal, type StopSignal, stopStatuses } from '#stores/stop-signals.ts';

/** Somebody stopped the command: there is nothing to tell. */
export class Interrupted extends Error {
  readonly exit: number;

  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.exit = stopStatuses[signal];
  }
}

/** Works until it is done, or until Ctrl-C and its like abort it: then it throws {@link Interrupted}. */
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
