import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';

/** Writes a line of JSON per entry to standard error: standard output is for the ready line. */
const write = ({ level, timestampNanos, message, meta }: LogEntry): void => {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  process.stderr.write(
    `${JSON.stringify({ at, level, message, ...meta }, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`,
  );
};

export const logger = new DefaultLogger('INFO', write);
/** For the bundler, which would log every step. */
export const quietLogger = new DefaultLogger('WARN', write);

/** Sets up Temporal's runtime for this process; once, before anything else of the SDK. Signals are handled by the entry point. */
export function installRuntime(): void {
  // A log that cannot be written (the disk is full, its reader is gone) must not end the process.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging: { forward: {}, filter: 'WARN' } } });
}
