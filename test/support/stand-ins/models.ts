import type { ModelActivities } from '#activities/models/port.ts';
import { type ModelGate, TableGate, type TableGateName } from '#contracts/check.ts';
import type { CandidateMeasurements, PairedDifference } from '#contracts/evaluation.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { Predictions } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';

export const candidateOf = (model: string, version: string): Candidate => ({
  model,
  version,
  onnx: digestOf(`${version}.onnx`),
  metadata: digestOf(`${version}.json`),
  trainingSet: digestOf(`${version}.set`),
  request: digestOf(`${version}.request`),
  spec: digestOf(`${model}.spec`),
  requestedBy: 'cadence',
});

/** A gate that every candidate of the stand-in passes. */
export const modelGate: ModelGate = { checks: [{ holdout: { minRows: 100 } }] };

/** Models whose scores nobody computes. */
export interface ModelStandIn extends ModelActivities {
  /** The champions that candidates were measured against, in order. */
  readonly comparedWith: (string | null)[];
  /** Lets scoring for a model, and comparing under its candidates' spec, wait until it is called again. */
  block(model: string, wait: boolean): void;
}

/** A gate that asks for a hundred rows, with so many measured. */
export const tableOf = (rows: number): MeasuredTable => ({
  gate: TableGate.parse({ onInconclusive: 'reject', checks: [{ rowCount: { min: 100 } }] }),
  context: { primary: 'features', columns: {} },
  measurements: [{ count: String(rows) }],
});

/**
 * @param difference log loss of the challenger − champion; none where it is left out
 * @param rowsOf rows that a model's gates find in a window
 */
export function modelStandIn(
  difference: PairedDifference = { rows: 500, mean: 0, error: 0.001 },
  rowsOf: (version: string, gate: TableGateName, start: number) => number = () => 500,
): ModelStandIn {
  const comparedWith: (string | null)[] = [];
  const blocked = new Map<string, PromiseWithResolvers<void>>();
  return {
    comparedWith,
    block(model, wait) {
      const { spec } = candidateOf(model, 'any');
      for (const key of [model, spec]) {
        blocked.get(key)?.resolve();
        if (wait) blocked.set(key, Promise.withResolvers());
      }
    },
    async measureCandidate({ candidate, champion }) {
      comparedWith.push(champion?.version ?? null);
      return measurementsOf(digestOf({ candidate, champion }));
    },
    measureFeatures: async ({ model, pane }) => ({
      ...tableOf(rowsOf(model.version, 'features', pane.window.start)),
      data: digestOf({ features: pane }),
      rows: 500,
    }),
    measurePredictions: async ({ model, predictions }) =>
      tableOf(rowsOf(model.version, 'predictions', predictions.window.start)),
    async scorePane({ routes, pane, epoch }) {
      await blocked.get(routes.champion.model)?.promise;
      return predictionsOf(pane.window.start, {
        pane: pane.pane,
        champion: routes.champion.onnx,
        challenger: routes.challenger?.onnx ?? null,
        epoch,
      });
    },
    async comparePredictions({ pairs, spec }) {
      await blocked.get(spec)?.promise;
      return { difference, missing: 0, evidence: digestOf(pairs) };
    },
  };
}

const measurementsOf = (evaluation: CandidateMeasurements['evaluation']): CandidateMeasurements => ({
  integrity: { loads: true, featuresMatch: true, maxScoreDifference: 0, sampleRows: 10 },
  leakage: { entities: 20, differing: 0 },
  holdout: { rows: 1_000, labelled: 1_000 },
  candidate: null,
  champion: null,
  differences: null,
  evaluation,
});

export const predictionsOf = (start: number, more: Partial<Predictions> = {}): Predictions => ({
  window: { start, end: start + 1_000 },
  pane: 0,
  snapshot: digestOf({ start }),
  data: digestOf({ start, ...more }),
  rows: 500,
  champion: digestOf('champion'),
  challenger: null,
  challenged: 0,
  epoch: 1,
  ...more,
});

/** A published pane, as the pipeline hands it on. */
export const publishedPane = (feed: string, start: number, pane = 0): PaneDecided => ({
  feed,
  window: { start, end: start + 1_000 },
  pane,
  timing: 'on-time',
  outcome: 'published',
  code: 'PANE_PUBLISHED',
  snapshot: digestOf({ feed, start, pane }),
  account: digestOf('account'),
  report: digestOf('report'),
  rows: { [feed]: 500 },
  parts: { [feed]: digestOf({ part: feed, start, pane }) },
  fates: { included: 500 },
});
