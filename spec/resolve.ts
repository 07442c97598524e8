import { join } from 'node:path';
import { checkedGates } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { PinnedFile } from '#contracts/pinned-file.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { AppliedSpec, PipelineSpec } from '#contracts/spec.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { filesBelow } from './folder-files.ts';
import type { LoadedSpec } from './load.ts';
import { pinPrograms } from './programs.ts';

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
  const { contracts, principals, folder } = loaded;
  const pin = async (from: string, path: string): Promise<PinnedFile> => {
    const { digest } = await artifacts.putFile(join(from, path));
    return { path, digest };
  };
  const spec = await withPrograms(loaded.spec, folder, artifacts);
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

/** The spec with the programs that its gates run, by content. */
async function withPrograms(spec: PipelineSpec, folder: string, artifacts: SpecStore): Promise<PipelineSpec> {
  if (spec.gates === undefined) return spec;
  const gates = { ...spec.gates };
  for (const name of checkedGates) {
    const gate = gates[name];
    const put = async (file: string) => (await artifacts.putFile(file)).digest;
    if (gate) Object.assign(gates, { [name]: { ...gate, checks: await pinPrograms(gate.checks, folder, put) } });
  }
  return { ...spec, gates };
}

async function pinFolder(
  folder: string,
  pin: (from: string, path: string) => Promise<PinnedFile>,
): Promise<PinnedFile[]> {
  const paths = await filesBelow(folder);
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
