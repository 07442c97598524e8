import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TidegateError } from '#contracts/problem.ts';
import { readSettings } from '../settings.ts';
import { openFolderStore } from './folder/store.ts';
import { s3Location } from './s3/location.ts';
import type { ArtifactStore } from './store.ts';

export interface OpenOptions {
  /** The folder below which a store that is not local keeps copies; `TIDEGATE_CACHE` where it is left out. */
  readonly cache?: string;
}

/**
 * The artifact store at a location: a folder's path, its `file:` URL, or `s3://bucket/prefix`.
 *
 * Throws a {@link TidegateError}: `USAGE` for any other scheme, `STORE_UNAVAILABLE` where the store cannot be used.
 */
export async function openArtifactStore(location: string, options: OpenOptions = {}): Promise<ArtifactStore> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1];
  if (scheme === undefined) return openFolderStore({ root: location });
  if (scheme === 'file') return openFolderStore({ root: fileURLToPath(location) });
  if (scheme === 's3') {
    // Its library takes a third of a second to load.
    const { openS3Store } = await import('./s3/store.ts');
    const cache = join(options.cache ?? readSettings().cache, 'artifacts');
    return openS3Store({ ...s3Location(location, 'TIDEGATE_ARTIFACTS'), cache });
  }
  throw new TidegateError({
    code: 'USAGE',
    message: `no artifact store is known for ${scheme}:`,
    path: 'TIDEGATE_ARTIFACTS',
    expected: 'the path or file: URL of a folder, or s3://bucket/prefix',
  });
}
