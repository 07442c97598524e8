import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings } from '#stores/settings.ts';
import { sharedBundle } from '#test/support/shared/ask.ts';
import { buildBundle } from '#worker/bundle.ts';

/** Puts the bundle of the workflows as they are into a folder, and answers its path there; it is made once a run. */
export async function currentBundle(folder: string): Promise<string> {
  await sharedBundle();
  const { path } = await buildBundle(await openArtifactStore(folder), { cache: readSettings().cache });
  return path;
}
