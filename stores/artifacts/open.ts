import { fileURLToPath } from 'node:url';
import { TidegateError } from '#contracts/problem.ts';
import { openFolderStore } from './folder.ts';
import type { ArtifactStore } from './store.ts';

/**
 * The artifact store at a location: a folder's path, or its `file:` URL.
 *
 * Throws a {@link TidegateError}: `USAGE` for any other scheme, `STORE_UNAVAILABLE` where the folder cannot be written.
 */
export async function openArtifactStore(location: string): Promise<ArtifactStore> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1];
  if (scheme === undefined) return openFolderStore({ root: location });
  if (scheme === 'file') return openFolderStore({ root: fileURLToPath(location) });
  throw new TidegateError({
    code: 'USAGE',
    message: `no artifact store is known for ${scheme}:`,
    path: 'TIDEGATE_ARTIFACTS',
    expected: 'the path or file: URL of a folder',
  });
}
