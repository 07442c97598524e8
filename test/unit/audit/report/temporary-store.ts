import { afterAll } from 'vitest';
import { openFolderStore } from '#stores/artifacts/folder/store.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders.splice(0)) await discard(folder);
});

/** A store of artifacts that is gone with the tests of the file. */
export async function temporaryStore() {
  const root = await temporaryFolder('report');
  folders.push(root);
  return openFolderStore({ root });
}
