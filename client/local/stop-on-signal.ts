import type { Supervisor } from './processes.ts';

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Stop = keyof typeof exitCodes;
const signals = Object.keys(exitCodes) as Stop[];

/**
 * Ends a supervisor's processes at Ctrl-C and its like, and then this process; a second Ctrl-C kills them at once.
 *
 * @param onStop called at the first signal, to say so and to abort what is under way
 * @returns what takes the handlers off again
 */
export function stopOnSignal(supervisor: Supervisor, onStop?: (signal: NodeJS.Signals) => void): () => void {
  let seen = 0;
  const stop = (signal: Stop) => {
    seen += 1;
    if (seen > 1) {
      void supervisor.killAll();
      return;
    }
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
