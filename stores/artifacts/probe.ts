import { z } from 'zod';
import type { ArtifactStore } from './store.ts';

/** Writes a little and reads it back: it must be noticed that a store is full or read-only before an arrival needs it. */
export async function probeStore(
  artifacts: Pick<ArtifactStore, 'putJson' | 'getJson' | 'setRef' | 'getRef'>,
): Promise<void> {
  // Content that exists is not written again, so the reference is written each time.
  await artifacts.setRef('probe', (await artifacts.putJson('ready')).digest);
  const written = await artifacts.getRef('probe');
  if (written !== undefined) await artifacts.getJson(written, z.string());
}
