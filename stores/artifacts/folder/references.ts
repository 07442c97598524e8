import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Digest } from '#contracts/digest.ts';
import { isMissing } from '../failures.ts';
import { contentOfReference, digestOfReference, encodePart, nameOfPlace, placeOfName } from '../layout.ts';
import type { NamedReference } from '../store.ts';
import { publish, publishOnce, writeDraft } from './durable.ts';

const fileOf = (root: string, name: string): string => join(root, placeOfName(name));

const nameOf = (root: string, file: string): string => nameOfPlace(relative(root, file).replaceAll(sep, '/'));

async function read(file: string): Promise<Digest | undefined> {
  try {
    return digestOfReference(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** References in a folder: a file each, replaced as a whole. */
export function folderReferences(root: string, drafts: string) {
  return {
    async set(name: string, digest: Digest, ifAbsent: boolean): Promise<Digest> {
      const file = fileOf(root, name);
      const draft = await writeDraft(drafts, [contentOfReference(digest)]);
      if (!ifAbsent) {
        await publish(draft.path, file);
        return digest;
      }
      const fresh = await publishOnce(draft.path, file);
      return fresh ? digest : ((await read(file)) ?? digest);
    },

    get: (name: string): Promise<Digest | undefined> => read(fileOf(root, name)),

    async list(prefix: string): Promise<NamedReference[]> {
      const above = prefix.split('/').slice(0, -1).map(encodePart);
      const found: NamedReference[] = [];
      for (const file of await filesBelow(join(root, ...above))) {
        const name = nameOf(root, file);
        const digest = name.startsWith(prefix) ? await read(file) : undefined;
        if (digest !== undefined) found.push({ name, digest });
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, {
      recursive: true,
      withFileTypes: true,
    });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
