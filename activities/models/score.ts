import type { Predictions } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';
import { inCanary } from '#domain/promotion/canary.ts';
import type { FeatureTable } from '../features/compute.ts';
import { hopeless } from '../features/failure.ts';
import { readRecipe } from '../features/recipe.ts';
import { withFeatureSpace } from '../features/space.ts';
import { storeTable, type TableColumn } from '../features/table-artifact.ts';
import type { ModelDependencies } from './dependencies.ts';
import { isBroken, requireProbabilities } from './integrity.ts';
import type { ScoreInput } from './port.ts';

/** Scores by entity, in order of entity key. */
interface ScoredEntities {
  readonly table: Pick<FeatureTable, 'keys' | 'asOf'>;
  readonly scores: Float32Array;
}

/**
 * Scores a pane by its routes and publishes the predictions.
 *
 * @throws `INFERENCE_ERROR`, for good, where a model cannot score the pane's entities, each by a probability
 */
export async function scorePane(
  dependencies: ModelDependencies,
  input: ScoreInput,
  signal?: AbortSignal,
): Promise<Predictions> {
  const { routes, pane, epoch } = input;
  const { challenger } = routes;
  const champion = await scoreBy(dependencies, routes.champion, input, signal);
  const beside = challenger && (await scoreBy(dependencies, challenger, input, signal));
  if (beside) requireSameEntities(champion, beside);
  const { keys } = champion.table;
  const challenged = keys.map((key) => challenger !== null && inCanary(key, challenger.onnx, routes.weight));
  const { digest } = await storeTable(dependencies, keys.length, columnsOf(champion, beside, challenged), signal);
  return {
    window: pane.window,
    pane: pane.pane,
    snapshot: pane.snapshot,
    data: digest,
    rows: keys.length,
    champion: routes.champion.onnx,
    challenger: challenger?.onnx ?? null,
    challenged: challenged.filter(Boolean).length,
    epoch,
  };
}

async function scoreBy(
  dependencies: ModelDependencies,
  candidate: Candidate,
  { pane, before }: ScoreInput,
  signal?: AbortSignal,
): Promise<ScoredEntities> {
  const recipe = await readRecipe(dependencies.artifacts, candidate.spec);
  const panes = before ? [before, pane] : [pane];
  const table = await withFeatureSpace({ ...dependencies, recipe, panes }, (space) =>
    space.compute(pane.window, signal),
  );
  try {
    const model = await dependencies.models.get(candidate.onnx);
    const scores = await model.score(table.data, table.names.length, signal);
    requireProbabilities(scores);
    if (scores.length !== table.keys.length)
      throw new RangeError(`${scores.length} scores for ${table.keys.length} entities`);
    return { table, scores };
  } catch (error) {
    if (!isBroken(error)) throw error;
    throw inferenceError(candidate.version, error instanceof Error ? error.message : String(error));
  }
}

function requireSameEntities(champion: ScoredEntities, challenger: ScoredEntities): void {
  const { keys } = champion.table;
  const same =
    keys.length === challenger.table.keys.length && keys.every((key, row) => key === challenger.table.keys[row]);
  if (!same) throw inferenceError('challenger', 'it scores other entities than the champion');
}

const inferenceError = (version: string, observed: string) =>
  hopeless({ code: 'INFERENCE_ERROR', message: `the model ${version} cannot score the pane: ${observed}` });

function columnsOf(
  champion: ScoredEntities,
  challenger: ScoredEntities | null,
  challenged: readonly boolean[],
): TableColumn[] {
  const published = (row: number) => (challenged[row] ? challenger : champion)?.scores[row] ?? null;
  return [
    { name: 'entity_key', type: 'VARCHAR', value: (row) => champion.table.keys[row] ?? '' },
    { name: 'as_of', type: 'TIMESTAMP', value: (row) => champion.table.asOf[row] ?? null },
    { name: 'champion_score', type: 'FLOAT', value: (row) => champion.scores[row] ?? null },
    { name: 'challenger_score', type: 'FLOAT', value: (row) => challenger?.scores[row] ?? null },
    { name: 'score', type: 'FLOAT', value: published },
    { name: 'published_by', type: 'VARCHAR', value: (row) => (challenged[row] ? 'challenger' : 'champion') },
  ];
}
