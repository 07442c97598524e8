import { unwatchFile, watchFile } from 'node:fs';
import type { Environment } from '#contracts/variables.ts';
import { type Principal, readAccess } from './access-file.ts';

/** The principals that are admitted now. */
export interface Access {
  principals(): readonly Principal[];
  stop(): void;
}

/** How often the file is checked for changes, in milliseconds. */
const everyMs = 1_000;

export interface FollowOptions {
  readonly environment: Environment;
  /** Called after each change with the names of the principals that are now admitted. */
  readonly onChange: (names: readonly string[]) => void;
  /** Called if a changed file is invalid. The earlier principals then stay admitted. */
  readonly onError: (error: unknown) => void;
}

/** Reads an access file, and reads it again whenever it changes. Throws if the first version is invalid. */
export async function followAccess(file: string, { environment, onChange, onError }: FollowOptions): Promise<Access> {
  let principals = await readAccess(file, environment);
  const read = async () => {
    try {
      principals = await readAccess(file, environment);
      onChange(principals.map(({ name }) => name));
    } catch (error) {
      onError(error);
    }
  };
  watchFile(file, { interval: everyMs, persistent: false }, read);
  return { principals: () => principals, stop: () => unwatchFile(file, read) };
}
