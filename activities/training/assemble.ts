import { tableGates } from '#contracts/check.ts';
import { type LabelledRows, type TrainingRequest, TrainingSet } from '#contracts/training.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Database } from '../duckdb/database.ts';
import { measureTable, type TableMeasuring } from '../engine/table-gate.ts';
import type { FeatureTable } from '../features/compute.ts';
import { hopeless } from '../features/failure.ts';
import { readRecipe } from '../features/recipe.ts';
import { withFeatureSpace } from '../features/space.ts';
import { storeTable } from '../features/table-artifact.ts';
import { type Labels, readLabels } from '../labels/read.ts';
import type { TrainingActivities } from './port.ts';

export interface AssembleDependencies {
  readonly artifacts: ArtifactStore;
  readonly database: Database;
  readonly scratch: string;
  readonly measure: TableMeasuring['measure'];
}

type Assembled = Awaited<ReturnType<TrainingActivities['assembleTrainingSet']>>;

/** Makes the training set of a request: the same request gives the same digests. */
export async function assembleTrainingSet(
  dependencies: AssembleDependencies,
  request: TrainingRequest,
  signal?: AbortSignal,
): Promise<Assembled> {
  const { artifacts } = dependencies;
  const { digest: requestDigest } = await artifacts.putJson(request);
  const recipe = await readRecipe(artifacts, request.spec);
  if (!recipe.labels)
    throw hopeless({ code: 'SPEC_REFERENCE_DANGLING', message: 'the spec declares no labels', path: 'labels' });
  const labels = await readLabels(dependencies, recipe.labels, request.labels, signal);
  const tables = await withFeatureSpace({ ...dependencies, recipe, panes: request.panes }, async (space) => ({
    training: await space.compute(request.span, signal),
    holdout: await space.compute(request.holdout, signal),
  }));
  const names = { entityKey: recipe.entityKey, label: recipe.labels.column };
  const set = TrainingSet.parse({
    request: requestDigest,
    features: tables.training.names,
    ...names,
    training: await storeLabelled(dependencies, tables.training, labels, names, signal),
    holdout: await storeLabelled(dependencies, tables.holdout, labels, names, signal),
  });
  const { digest } = await artifacts.putJson(set);
  const declared = tableGates.filter((name) => recipe.gates[name]);
  const features = await measureTable(
    dependencies,
    recipe.gates.features,
    { name: 'features', data: set.training.data, reference: set.holdout, span: request.span },
    signal,
  );
  return { digest, set, ...(declared.length > 0 && { gates: declared }), ...(features && { features }) };
}

async function storeLabelled(
  dependencies: AssembleDependencies,
  table: FeatureTable,
  labels: Labels,
  names: { readonly entityKey: string; readonly label: string },
  signal?: AbortSignal,
): Promise<LabelledRows> {
  const { keys, data } = table;
  const width = table.names.length;
  const known = keys.map((key) => labels.get(key) ?? null);
  const columns = [
    { name: names.entityKey, type: 'VARCHAR' as const, value: (row: number) => keys[row] ?? '' },
    ...table.names.map((name, k) => ({
      name,
      type: 'FLOAT' as const,
      value: (row: number) => data[row * width + k] ?? null,
    })),
    { name: names.label, type: 'INTEGER' as const, value: (row: number) => known[row] ?? null },
  ];
  const { digest } = await storeTable(dependencies, keys.length, columns, signal);
  return {
    data: digest,
    rows: keys.length,
    labelled: known.filter((label) => label !== null).length,
    positives: known.filter((label) => label === 1).length,
  };
}
