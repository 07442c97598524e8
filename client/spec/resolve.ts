import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Digest } from '#contracts/digest.ts';
import type { PinnedFile } from '#contracts/pinned-file.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { AppliedSpec } from '#contracts/spec.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { LoadedSpec } from './load.ts';

/** What an applied spec needs of a store. */
export type SpecStore = Pick<ArtifactStore, 'putFile' | 'putJson'>;

/** A spec as it comes into force, and the digest that decisions will name it by. */
export interface ResolvedSpec {
  readonly applied: AppliedSpec;
  readonly digest: Digest;
}

/** A trainer is a handful of scripts; a folder of data or of installed packages was named by mistake. */
const maxTrainerFiles = 500;

/** Pins all that a spec refers to as artifacts: the same files give the same digest. */
export async function resolve(loaded: LoadedSpec, artifacts: SpecStore): Promise<ResolvedSpec> {
  const { spec, contracts, principals, folder } = loaded;
  const pin = async (from: string, path: string): Promise<PinnedFile> => {
    const { digest } = await artifacts.putFile(join(from, path));
    return { path, digest };
  };
  const features = spec.model && (await pin(folder, spec.model.features));
  const trainer = spec.training && (await pinFolder(join(folder, spec.training.trainer.folder), pin));
  const applied: AppliedSpec = {
    spec,
    contracts,
    principals,
    ...(features && { features }),
    ...(trainer && { trainer }),
  };
  const { digest } = await artifacts.putJson(applied);
  return { applied, digest };
}

async function pinFolder(
  folder: string,
  pin: (from: string, path: string) => Promise<PinnedFile>,
): Promise<PinnedFile[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.') || part === '__pycache__'))
    .sort();
  if (paths.length > maxTrainerFiles) {
    throw new TidegateError({
      code: 'SPEC_VALUE_INVALID',
      message: 'the trainer folder holds too many files to be pinned',
      path: 'training.trainer.folder',
      observed: `${paths.length} files`,
      expected: `at most ${maxTrainerFiles}`,
      remedy: 'Name a folder with the trainer alone; packages belong into its environment.',
    });
  }
  const pinned: PinnedFile[] = [];
  for (const path of paths) pinned.push(await pin(folder, path));
  return pinned;
}
