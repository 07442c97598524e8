import { onStopSignal, type StopSignal, stopStatuses } from '#stores/stop-signals.ts';
import type { Supervisor } from './processes.ts';

/** Milliseconds within which a repeated signal is the same one: npm passes on what the terminal has already sent. */
const echoMs = 1000;

/**
 * Ends a supervisor's processes at Ctrl-C, SIGTERM and the like, and then this process; a second Ctrl-C kills them at once.
 *
 * @param onStop called at the first signal, to say so and to abort what is under way
 * @returns a function that removes the handlers
 */
export function stopOnSignal(supervisor: Supervisor, onStop?: (signal: StopSignal) => void): () => void {
  let first: number | undefined;
  return onStopSignal((signal) => {
    if (first !== undefined) {
      if (performance.now() - first > echoMs) void supervisor.killAll();
      return;
    }
    first = performance.now();
    onStop?.(signal);
    supervisor.stop().then(
      () => process.exit(stopStatuses[signal]),
      (error: unknown) => {
        console.error(error);
        process.exit(stopStatuses[signal]);
      },
    );
  });
}
