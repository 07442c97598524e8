import type { TableGateName } from '#contracts/check.ts';
import { type Candidate, TrainingSet } from '#contracts/training.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';
import { type GatedTable, measureTable } from '../engine/table-gate.ts';
import { hopeless } from '../features/failure.ts';
import { readRecipe } from '../features/recipe.ts';
import { withFeatureSpace } from '../features/space.ts';
import { storeTable } from '../features/table-artifact.ts';
import type { ModelDependencies } from './dependencies.ts';
import type { FeaturesInput, ModelActivities, PredictionsInput } from './port.ts';

/** Computes and keeps a pane's features, and measures them beside those that the model was trained on. */
export async function measureFeatures(
  dependencies: ModelDependencies,
  { model, pane, before }: FeaturesInput,
  signal?: AbortSignal,
): ReturnType<ModelActivities['measureFeatures']> {
  const { artifacts } = dependencies;
  const recipe = await readRecipe(artifacts, model.spec);
  const panes = before ? [before, pane] : [pane];
  const table = await withFeatureSpace({ ...dependencies, recipe, panes }, (space) =>
    space.compute(pane.window, signal),
  );
  const { keys, asOf, names, data } = table;
  const columns = [
    { name: recipe.entityKey, type: 'VARCHAR' as const, value: (row: number) => keys[row] ?? '' },
    { name: 'as_of', type: 'TIMESTAMP' as const, value: (row: number) => asOf[row] ?? null },
    ...names.map((name, k) => ({
      name,
      type: 'FLOAT' as const,
      value: (row: number) => data[row * names.length + k] ?? null,
    })),
  ];
  const stored = await storeTable(dependencies, keys.length, columns, signal);
  const { training: reference } = await artifacts.getJson(model.trainingSet, TrainingSet);
  const gated = { name: 'features', data: stored.digest, reference, span: pane.window } as const;
  return { ...(await measured(dependencies, model, gated, signal)), data: stored.digest, rows: keys.length };
}

/** Measures predictions beside those of the window before. */
export const measurePredictions = (
  dependencies: ModelDependencies,
  { model, predictions, previous }: PredictionsInput,
  signal?: AbortSignal,
): Promise<MeasuredTable> =>
  measured(
    dependencies,
    model,
    {
      name: 'predictions',
      data: predictions.data,
      span: predictions.window,
      ...(previous && { reference: previous }),
    },
    signal,
  );

async function measured(
  dependencies: ModelDependencies,
  { spec }: Candidate,
  table: GatedTable,
  signal?: AbortSignal,
): Promise<MeasuredTable> {
  const { gates } = await readRecipe(dependencies.artifacts, spec);
  const found = await measureTable(dependencies, gates[table.name], table, signal);
  if (!found) throw undeclared(table.name);
  return found;
}

const undeclared = (name: TableGateName) =>
  hopeless({
    code: 'SPEC_REFERENCE_DANGLING',
    message: `the spec declares no gate for ${name}`,
    path: `gates.${name}`,
  });
