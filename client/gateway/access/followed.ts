import { unwatchFile, watchFile } from 'node:fs';
import type { Environment } from '#contracts/variables.ts';
import { type Principal, readAccess } from './access-file.ts';

/** Who may come in now. */
export interface Access {
  principals(): readonly Principal[];
  stop(): void;
}

/** How often the file is looked at. */
const everyMs = 1_000;

export interface FollowOptions {
  readonly environment: Environment;
  /** Is told of who may come in from now on, by name. */
  readonly onChange: (names: readonly string[]) => void;
  /** A changed file that cannot be used changes nothing: who was let in before still is. */
  readonly onError: (error: unknown) => void;
}

/** Reads an access file, and again whenever it changes; throws where it cannot be used at first. */
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
