import type { Supervisor } from './processes.ts';

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Stop = keyof typeof exitCodes;
const signals = Object.keys(exitCodes) as Stop[];

/** Milliseconds within which a repeated signal is the same one: npm passes on what the terminal has already sent. */
const echoMs = 1000;

/**
 * Ends a supervisor's processes at Ctrl-C, SIGTERM and the like, and then this process; a second Ctrl-C kills them at once.
 *
 * @param onStop called at the first signal, to say so and to abort what is under way
 * @returns a function that removes the handlers
 */
export function stopOnSignal(supervisor: Supervisor, onStop?: (signal: NodeJS.Signals) => void): () => void {
  let first: number | undefined;
  const stop = (signal: Stop) => {
    if (first !== undefined) {
      if (performance.now() - first > echoMs) void supervisor.killAll();
      return;
    }
    first = performance.now();
    onStop?.(signal);
    supervisor.stop().then(
      () => process.exit(exitCodes[signal]),
      (error: unknown) => {
        console.error(error);
        process.exit(exitCodes[signal]);
      },
    );
  };
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
