import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { publish, publishOnce, writeDraft } from './durable.ts';
import { isMissing } from './failures.ts';
import type { NamedReference } from './store.ts';

const suffix = '.ref';

/** Dots are encoded too: so `..` is a name like any other, and the suffix is never part of one. */
const encode = (part: string): string => encodeURIComponent(part).replaceAll('.', '%2E');

function fileOf(root: string, name: string): string {
  const parts = name.split('/');
  if (parts.includes('')) throw new RangeError(`not a name for a reference: ${JSON.stringify(name)}`);
  return join(root, ...parts.map(encode)) + suffix;
}

const nameOf = (root: string, file: string): string =>
  relative(root, file).slice(0, -suffix.length).split(sep).map(decodeURIComponent).join('/');

async function read(file: string): Promise<Digest | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    const digest = Digest.safeParse(text.trim());
    if (digest.success) return digest.data;
    throw new TidegateError({
      code: 'ARTIFACT_UNREADABLE',
      message: `the reference ${file} holds no digest`,
    });
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
      const draft = await writeDraft(drafts, [Buffer.from(`${Digest.parse(digest)}\n`)]);
      if (!ifAbsent) {
        await publish(draft.path, file);
        return digest;
      }
      const fresh = await publishOnce(draft.path, file);
      return fresh ? digest : ((await read(file)) ?? digest);
    },

    get: (name: string): Promise<Digest | undefined> => read(fileOf(root, name)),

    async list(prefix: string): Promise<NamedReference[]> {
      const above = prefix.split('/').slice(0, -1).map(encode);
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
