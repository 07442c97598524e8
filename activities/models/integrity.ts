import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import { TidegateError } from '#contracts/problem.ts';
import { type Candidate, ModelMetadata } from '#contracts/training.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { type Model, UnreadableModel } from '../onnx/model.ts';
import type { Models } from '../onnx/models.ts';

/** An inspected candidate; `model` is undefined if it cannot be scored on the spec's features. */
export interface Inspected {
  readonly integrity: CandidateMeasurements['integrity'];
  readonly model?: Model;
  readonly metadata?: ModelMetadata;
}

const unreadable: Inspected = {
  integrity: { loads: false, featuresMatch: false, maxScoreDifference: null, sampleRows: 0 },
};

/** Loads a candidate and scores its trainer's own sample. A candidate that is broken is a finding, never an exception. */
export async function inspect(
  { artifacts, models }: { readonly artifacts: Pick<ArtifactStore, 'getJson'>; readonly models: Models },
  candidate: Candidate,
  features: readonly string[],
): Promise<Inspected> {
  try {
    const metadata = await artifacts.getJson(candidate.metadata, ModelMetadata);
    const model = await models.get(candidate.onnx);
    const { sample } = metadata;
    const featuresMatch = matches(metadata, model, features);
    if (!featuresMatch) {
      return {
        integrity: { loads: true, featuresMatch, maxScoreDifference: null, sampleRows: sample.length },
        metadata,
      };
    }
    const maxScoreDifference = await scoreDifference(model, sample, features.length);
    return {
      integrity: { loads: true, featuresMatch, maxScoreDifference, sampleRows: sample.length },
      model,
      metadata,
    };
  } catch (error) {
    if (isBroken(error)) return unreadable;
    throw error;
  }
}

function matches({ features: wanted, sample }: ModelMetadata, { width }: Model, features: readonly string[]): boolean {
  const sameNames = wanted.length === features.length && wanted.every((name, i) => name === features[i]);
  const sameWidth = width === undefined || width === features.length;
  return sameNames && sameWidth && sample.every((row) => row.features.length === features.length);
}

async function scoreDifference(model: Model, sample: ModelMetadata['sample'], width: number): Promise<number> {
  const rows = Float32Array.from(sample.flatMap(({ features }) => features));
  const scores = await model.score(rows, width);
  requireProbabilities(scores);
  return sample.reduce(
    (max, { probability }, i) => Math.max(max, Math.abs(probability - (scores[i] ?? Number.NaN))),
    0,
  );
}

/** @throws {@link UnreadableModel} unless each score lies within [0, 1] */
export function requireProbabilities(scores: Float32Array): void {
  const row = scores.findIndex((score) => !(score >= 0 && score <= 1));
  if (row >= 0) throw new UnreadableModel(`row ${row} got the score ${scores[row]}, which is no probability`);
}

const brokenCodes = new Set(['ARTIFACT_MISSING', 'ARTIFACT_DIGEST_MISMATCH', 'ARTIFACT_UNREADABLE']);

/** Whether an error is the candidate's fault, rather than that of the store or the machine. */
export const isBroken = (error: unknown): boolean =>
  error instanceof UnreadableModel || (error instanceof TidegateError && brokenCodes.has(error.problem.code));
