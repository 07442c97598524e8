import type { ModelGate } from '#contracts/check.ts';
import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import { type Candidate, TrainingRequest } from '#contracts/training.ts';
import type { FeatureTable } from '../features/compute.ts';
import { hopeless } from '../features/failure.ts';
import type { Leakage } from '../features/leakage.ts';
import { readRecipe } from '../features/recipe.ts';
import { withFeatureSpace } from '../features/space.ts';
import { type Labels, readLabels } from '../labels/read.ts';
import type { Model } from '../onnx/model.ts';
import type { ModelDependencies } from './dependencies.ts';
import { type Comparison, compare, plotsOf, type ScoredRows } from './evaluation.ts';
import { inspect, isBroken, requireProbabilities } from './integrity.ts';

export interface MeasureInput {
  readonly candidate: Candidate;
  readonly champion: Candidate | null;
  readonly gate: ModelGate;
}

/** Measures a candidate on the held-out rows of its training request, beside the champion on the same rows. */
export async function measureCandidate(
  dependencies: ModelDependencies,
  { candidate, champion, gate }: MeasureInput,
  signal?: AbortSignal,
): Promise<CandidateMeasurements> {
  const { artifacts } = dependencies;
  const request = await artifacts.getJson(candidate.request, TrainingRequest);
  const { table, leakage } = await holdoutOf(dependencies, candidate, request, probesOf(gate), signal);
  const labels = await labelsOf(dependencies, request, signal);
  const labelled = table.keys.filter((key) => labels.has(key)).length;
  const inspected = await inspect(dependencies, candidate, table.names);

  const scores = inspected.model && (await scoreOrBroken(inspected.model, table, signal));
  const integrity = inspected.model && !scores ? { ...inspected.integrity, loads: false } : inspected.integrity;
  const rows = scores && (await rowsOf(dependencies, { champion, request, table, labels, scores }, signal));
  const comparison = rows && compare(rows);
  const holdout = { rows: table.keys.length, labelled };
  const evaluation = await artifacts.putJson({
    candidate: { ...candidate, labels: inspected.metadata?.labels ?? null },
    holdout: { ...holdout, window: request.holdout },
    integrity,
    leakage,
    differences: comparison?.differences ?? null,
    models: rows && comparison ? modelsOf(rows, comparison, candidate, champion) : [],
  });
  return {
    integrity,
    leakage,
    holdout,
    candidate: comparison?.candidate ?? null,
    champion: comparison?.champion ?? null,
    differences: comparison?.differences ?? null,
    evaluation: evaluation.digest,
  };
}

const probesOf = ({ checks }: ModelGate): number =>
  Math.max(0, ...checks.map((check) => ('leakage' in check ? check.leakage.entities : 0)));

/** Features of the held-out entities by the candidate's own spec, and whether they read the future. */
async function holdoutOf(
  dependencies: ModelDependencies,
  { spec }: Candidate,
  { panes, holdout }: TrainingRequest,
  probes: number,
  signal?: AbortSignal,
): Promise<{ table: FeatureTable; leakage: Leakage }> {
  const recipe = await readRecipe(dependencies.artifacts, spec);
  return withFeatureSpace({ ...dependencies, recipe, panes }, async (space) => {
    const table = await space.compute(holdout, signal);
    const leakage = await space.probe(table, { entities: probes, seed: `${spec} ${holdout.start}` }, signal);
    return { table, leakage };
  });
}

async function labelsOf(
  dependencies: ModelDependencies,
  request: TrainingRequest,
  signal?: AbortSignal,
): Promise<Labels> {
  const { labels } = await readRecipe(dependencies.artifacts, request.spec);
  if (!labels)
    throw hopeless({ code: 'SPEC_REFERENCE_DANGLING', message: 'the spec declares no labels', path: 'labels' });
  return readLabels(dependencies, labels, request.labels, signal);
}

async function scoreOrBroken(model: Model, { data, names }: FeatureTable, signal?: AbortSignal) {
  try {
    const scores = await model.score(data, names.length, signal);
    requireProbabilities(scores);
    return scores;
  } catch (error) {
    if (isBroken(error)) return undefined;
    throw error;
  }
}

interface Scored {
  readonly champion: Candidate | null;
  readonly request: TrainingRequest;
  readonly table: FeatureTable;
  readonly labels: Labels;
  readonly scores: Float32Array;
}

/** The labelled rows with the scores of both models; the champion's features are made by its own spec. */
async function rowsOf(
  dependencies: ModelDependencies,
  { champion, request, table, labels, scores }: Scored,
  signal?: AbortSignal,
): Promise<ScoredRows> {
  const other = champion && (await scoresByKey(dependencies, champion, request, table, signal));
  const rows = table.keys.flatMap((key, row) => (labels.has(key) && (other?.has(key) ?? true) ? [row] : []));
  const pick = (score: (key: string, row: number) => number | undefined) =>
    Float32Array.from(rows, (row) => score(table.keys[row] ?? '', row) ?? Number.NaN);
  return {
    labels: pick((key) => labels.get(key)),
    candidate: pick((_, row) => scores[row]),
    champion: other && pick((key) => other.get(key)),
  };
}

async function scoresByKey(
  dependencies: ModelDependencies,
  champion: Candidate,
  { spec, panes, holdout }: TrainingRequest,
  table: FeatureTable,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const recipe = await readRecipe(dependencies.artifacts, champion.spec);
  const own =
    champion.spec === spec
      ? table
      : await withFeatureSpace({ ...dependencies, recipe, panes }, (space) => space.compute(holdout, signal));
  const model = await dependencies.models.get(champion.onnx);
  const scores = await model.score(own.data, own.names.length, signal);
  requireProbabilities(scores);
  return new Map(own.keys.map((key, row) => [key, scores[row] ?? Number.NaN]));
}

function modelsOf(rows: ScoredRows, comparison: Comparison, candidate: Candidate, champion: Candidate | null) {
  const own = plotsOf(candidate, comparison.candidate, rows.labels, rows.candidate);
  if (!champion || !rows.champion || !comparison.champion) return [own];
  return [own, plotsOf(champion, comparison.champion, rows.labels, rows.champion)];
}
