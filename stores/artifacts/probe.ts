import { z } from 'zod';
import type { ArtifactStore } from './store.ts';

/** Writes a little and reads it back: a store that is full or closed must be noticed before an arrival is. */
export async function probeStore(
  artifacts: Pick<ArtifactStore, 'putJson' | 'getJson' | 'setRef' | 'getRef'>,
): Promise<void> {
  // What is there already is not written again: the reference is, each time.
  await artifacts.setRef('probe', (await artifacts.putJson('ready')).digest);
  const written = await artifacts.getRef('probe');
  if (written !== undefined) await artifacts.getJson(written, z.string());
}
