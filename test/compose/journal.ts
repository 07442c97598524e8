import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a person reads while it runs, and a log file with everything that programs said. */
export interface Journal {
  /** Path of the log file. */
  readonly log: string;
  say(line: string): void;
  record(text: string): Promise<void>;
}

export async function openJournal(log: string): Promise<Journal> {
  const begun = performance.now();
  await mkdir(dirname(log), { recursive: true });
  await writeFile(log, '');
  return {
    log,
    say(line) {
      const seconds = ((performance.now() - begun) / 1_000).toFixed(0).padStart(4);
      process.stdout.write(`${seconds} s  ${line}\n`);
    },
    record: (text) => appendFile(log, text),
  };
}
