import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a log above which the next start begins a new one and keeps this one as `.1`. */
const rotateAt = 20_000_000;

/** Bytes at the end of a log that are read for its last lines. */
const tailBytes = 16_384;

/** The path of a service's log file. */
export const logOf = (home: string, name: string): string => join(home, 'logs', `${name}.log`);

/** The size of a log in bytes; 0 where there is none. */
export const sizeOf = (log: string): number => statSync(log, { throwIfNoEntry: false })?.size ?? 0;

/** Renames a log that has grown too long. */
export function rotate(log: string): void {
  if (sizeOf(log) > rotateAt) renameSync(log, `${log}.1`);
}

/** The last lines of a log that are not blank; empty where there is none. */
export function tailOf(log: string, lines: number): string {
  return read(log, Math.max(0, sizeOf(log) - tailBytes))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');
}

/** What was written to a log from a position on, as text. */
export function read(log: string, from: number): string {
  if (!existsSync(log)) return '';
  const file = openSync(log, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}
