import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileFailed } from './failure.ts';

/** A folder of the test's own, which {@link discard} removes. */
export const temporaryFolder = (name = 'test'): Promise<string> => mkdtemp(join(tmpdir(), `tidegate-${name}-`));

/** Removes a folder; where a test of the file failed it stays, and where it is stands in the output. */
export async function discard(folder: string): Promise<void> {
  if (fileFailed()) process.stderr.write(`kept for a look: ${folder}\n`);
  else await rm(folder, { recursive: true, force: true });
}
