import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Code } from '#contracts/codes.ts';
import { type Digest, digestOfUri } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

export interface Places {
  readonly artifacts: ArtifactStore;
  /** The folders below which `file:` URIs may be read. */
  readonly fileRoots: readonly string[];
}

/** A batch that cannot be used; the rest of its window goes on without it. */
export interface Unusable {
  readonly code: Code;
}

/** A verified local file with the batch's bytes, or why there is none. A `file:` batch is kept in the artifact store from then on. */
export async function locateBatch(entry: SegmentEntry, places: Places): Promise<{ readonly path: string } | Unusable> {
  try {
    const named = digestOfUri(entry.uri);
    if (named !== undefined && named !== entry.digest) return { code: 'ARTIFACT_DIGEST_MISMATCH' };
    if (named === undefined && !(await places.artifacts.has(entry.digest))) {
      const refused = await keep(entry, places);
      if (refused) return refused;
    }
    return { path: await places.artifacts.path(entry.digest) };
  } catch (error) {
    return unusable(error);
  }
}

function unusable(error: unknown): Unusable {
  const code = error instanceof TidegateError ? error.problem.code : undefined;
  if (code === 'ARTIFACT_MISSING' || code === 'ARTIFACT_DIGEST_MISMATCH') return { code };
  throw error;
}

async function keep(entry: SegmentEntry, { artifacts, fileRoots }: Places): Promise<Unusable | undefined> {
  const file = await fileOf(entry.uri, fileRoots);
  if (file === undefined) return { code: 'ARTIFACT_MISSING' };
  if ((await digestOfFile(file)) !== entry.digest) return { code: 'ARTIFACT_DIGEST_MISMATCH' };
  const stored = await artifacts.putFile(file);
  return stored.digest === entry.digest ? undefined : { code: 'ARTIFACT_DIGEST_MISMATCH' };
}

/** The regular file that a URI names, if it lies below an allowed folder once links are followed. */
async function fileOf(uri: string, roots: readonly string[]): Promise<string | undefined> {
  try {
    const file = await realpath(fileURLToPath(uri));
    const allowed = await Promise.all(roots.map(async (root) => isBelow(await realpath(root).catch(() => root), file)));
    return allowed.includes(true) && (await stat(file)).isFile() ? file : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw unavailable(error);
  }
}

function isBelow(root: string, file: string): boolean {
  const rest = relative(root, file);
  return rest !== '' && rest !== '..' && !rest.startsWith(`..${sep}`);
}

const absences = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'ELOOP',
  'ENAMETOOLONG',
  'ERR_INVALID_URL',
  'ERR_INVALID_URL_SCHEME',
]);
const fileUrlFaults = new Set(['ERR_INVALID_FILE_URL_HOST', 'ERR_INVALID_FILE_URL_PATH', 'ERR_INVALID_ARG_VALUE']);

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return absences.has(code) || fileUrlFaults.has(code) || error instanceof URIError;
}

const unavailable = (cause: unknown): TidegateError =>
  new TidegateError({ code: 'STORE_UNAVAILABLE', message: 'a file that was announced cannot be read now' }, { cause });

async function digestOfFile(path: string): Promise<Digest | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return `sha256:${hash.digest('hex')}`;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw unavailable(error);
  }
}
