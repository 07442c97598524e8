const exits = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Stop = keyof typeof exits;
const signals = Object.keys(exits) as Stop[];

/** Somebody stopped the command: there is nothing to tell. */
export class Interrupted extends Error {
  readonly exit: number;

  constructor(signal: Stop) {
    super(`stopped by ${signal}`);
    this.exit = exits[signal];
  }
}

/** Works until it is done, or until Ctrl-C and its like abort it: then it throws {@link Interrupted}. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (signal: Stop) => stop.abort(new Interrupted(signal));
  for (const signal of signals) process.once(signal, onSignal);
  try {
    return await work(stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
