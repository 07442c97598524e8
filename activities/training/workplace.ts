import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { TrainingRequest, TrainingSet } from '#contracts/training.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Recipe } from '../features/recipe.ts';
import { layFiles } from '../programs/lay-files.ts';

/** A private folder in which one trainer works once. */
export interface Workplace {
  /** A copy of the spec's trainer folder. */
  readonly trainer: string;
  readonly output: string;
  /** The whole environment of the trainer; it has none of our credentials. */
  readonly env: Readonly<Record<string, string>>;
}

export interface WorkplaceOptions {
  readonly artifacts: Pick<ArtifactStore, 'path'>;
  readonly scratch: string;
  readonly trainerPath?: string | undefined;
  readonly request: TrainingRequest;
  readonly set: TrainingSet;
  readonly files: NonNullable<Recipe['trainer']>['files'];
}

/** Works in a fresh workplace, which is gone afterwards. */
export async function inWorkplace<T>(options: WorkplaceOptions, work: (place: Workplace) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(options.scratch, 'trainer-'));
  try {
    return await work(await furnish(folder, options));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function furnish(folder: string, options: WorkplaceOptions): Promise<Workplace> {
  const { artifacts, request, set } = options;
  const [trainer, output, home] = ['trainer', 'output', 'home'].map((name) => join(folder, name));
  if (!trainer || !output || !home) throw new RangeError('unreachable');
  for (const path of [trainer, output, home]) await mkdir(path);
  await layFiles(trainer, options.files, (digest) => artifacts.path(digest));
  // A copy, so that the trainer cannot touch the store's own file. Rows without a label have null there.
  const rows = join(folder, 'training.parquet');
  await copyFile(await artifacts.path(set.training.data), rows);
  const requestPath = join(folder, 'request.json');
  await writeFile(requestPath, JSON.stringify(requestOf(request, set, rows), null, 2));
  return {
    trainer,
    output,
    env: {
      PATH: [options.trainerPath, process.env.PATH].filter(Boolean).join(delimiter),
      HOME: home,
      TMPDIR: home,
      LANG: 'C.UTF-8',
      TIDEGATE_REQUEST: requestPath,
      TIDEGATE_OUTPUT: output,
    },
  };
}

/** What docs/use/bring-your-trainer.md promises. */
function requestOf(request: TrainingRequest, set: TrainingSet, path: string) {
  const { pipeline, model, seed, parameters, span } = request;
  const { features, label, entityKey, training } = set;
  const trainingSet = { path, digest: training.data, rows: training.rows, labelled: training.labelled };
  return { pipeline, model, features, label, entityKey, trainingSet, parameters, seed, span };
}
