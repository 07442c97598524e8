import type { Digest } from '#contracts/digest.ts';
import type { PairedDifference } from '#contracts/evaluation.ts';
import type { Predictions } from '#contracts/rollout.ts';
import { logLosses } from '#domain/statistics/log-loss.ts';
import { pairedDifference } from '#domain/statistics/paired.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { hopeless } from '../features/failure.ts';
import { readRecipe } from '../features/recipe.ts';
import { type Labels, readLabels } from '../labels/read.ts';
import type { ModelDependencies } from './dependencies.ts';
import type { ModelActivities } from './port.ts';

type CompareInput = Parameters<ModelActivities['comparePredictions']>[0];
type Compared = Awaited<ReturnType<ModelActivities['comparePredictions']>>;

/** Log losses by labelled row of one pane, and how many rows have no label yet. */
interface PaneLosses {
  readonly champion: readonly number[];
  readonly challenger: readonly number[];
  readonly missing: number;
}

/** Joins scored panes with their labels, and compares the losses of both models row by row. */
export async function comparePredictions(
  dependencies: ModelDependencies,
  { pairs, spec, challengedOnly, direction }: CompareInput,
  signal?: AbortSignal,
): Promise<Compared> {
  const { labels } = await readRecipe(dependencies.artifacts, spec);
  if (!labels)
    throw hopeless({ code: 'SPEC_REFERENCE_DANGLING', message: 'the spec declares no labels', path: 'labels' });
  const ordered = [...pairs].sort((a, b) => a.predictions.window.start - b.predictions.window.start);
  const panes = [];
  for (const pair of ordered) {
    const pinned = { window: pair.predictions.window, pane: pair.predictions.pane, snapshot: pair.labels };
    const known = await readLabels(dependencies, labels, [pinned], signal);
    panes.push({ ...pair, losses: await lossesOf(dependencies, pair.predictions, known, challengedOnly, signal) });
  }
  const difference = differenceOf(
    panes.map(({ losses }) => losses),
    direction,
  );
  const missing = panes.reduce((sum, { losses }) => sum + losses.missing, 0);
  const evidence = await dependencies.artifacts.putJson({
    direction,
    challengedOnly,
    difference,
    missing,
    panes: panes.map((pane) => ({ ...factsOf(pane), difference: differenceOf([pane.losses], direction) })),
  });
  return { difference, missing, evidence: evidence.digest };
}

const factsOf = ({
  predictions,
  labels,
  losses,
}: {
  predictions: Predictions;
  labels: Digest;
  losses: PaneLosses;
}) => ({
  window: predictions.window,
  pane: predictions.pane,
  predictions: predictions.data,
  labels,
  missing: losses.missing,
});

function differenceOf(panes: readonly PaneLosses[], direction: CompareInput['direction']): PairedDifference {
  const challenger = panes.flatMap((pane) => pane.challenger);
  const champion = panes.flatMap((pane) => pane.champion);
  return direction === 'challenger-champion'
    ? pairedDifference(challenger, champion)
    : pairedDifference(champion, challenger);
}

async function lossesOf(
  { artifacts, database }: ModelDependencies,
  { data }: Predictions,
  labels: Labels,
  challengedOnly: boolean,
  signal?: AbortSignal,
): Promise<PaneLosses> {
  const file = parquetFiles([await artifacts.path(data)]);
  const rest = `FROM ${file} ${challengedOnly ? `WHERE published_by = 'challenger' ` : ''}ORDER BY entity_key`;
  const [keys, scores] = await database.use(
    async (session) => [
      await session.texts(`SELECT entity_key ${rest}`),
      (await session.matrix(`SELECT champion_score, challenger_score ${rest}`)).data,
    ],
    signal,
  );
  const rows = keys.flatMap(([key], row) => {
    const label = labels.get(key ?? '');
    const [champion = Number.NaN, challenger = Number.NaN] = scores.subarray(2 * row, 2 * row + 2);
    return label === undefined || Number.isNaN(champion + challenger) ? [] : [{ label, champion, challenger }];
  });
  const known = rows.map(({ label }) => label);
  const of = (model: 'champion' | 'challenger') => [
    ...logLosses(
      known,
      rows.map((row) => row[model]),
    ),
  ];
  return { champion: of('champion'), challenger: of('challenger'), missing: keys.length - rows.length };
}
