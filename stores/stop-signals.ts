/** The signals that ask a process to end, and its exit status where one of them has ended it. */
export const stopStatuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
export type StopSignal = keyof typeof stopStatuses;
const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Calls back at each such signal, which then ends nothing by itself. Returns what takes the handlers off again. */
export function onStopSignal(stop: (signal: StopSignal) => void): () => void {
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

/** Calls back at the first such signal only: a second one ends the process at once. Returns what takes the handlers off again. */
export function onFirstStopSignal(stop: (signal: StopSignal) => void): () => void {
  const done = onStopSignal((signal) => {
    done();
    stop(signal);
  });
  return done;
}
