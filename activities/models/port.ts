import type { ModelGate } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { CandidateMeasurements, PairedDifference } from '#contracts/evaluation.ts';
import type { Predictions, Routes } from '#contracts/rollout.ts';
import type { Candidate, PinnedPane } from '#contracts/training.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';

export interface ScoreInput {
  readonly routes: Routes & { readonly champion: Candidate };
  readonly pane: PinnedPane;
  /** The pane before it, for features that look back; null at the beginning. */
  readonly before: PinnedPane | null;
  readonly epoch: number;
}

/** What the gate before an inference looks at. */
export interface FeaturesInput {
  readonly model: Candidate;
  readonly pane: PinnedPane;
  readonly before: PinnedPane | null;
}

/** What the gate after an inference looks at; drift is measured against what was published before. */
export interface PredictionsInput {
  readonly model: Candidate;
  readonly predictions: Predictions;
  readonly previous: Predictions | null;
}

export interface ModelActivities {
  /** Loads, scores and compares a candidate with the champion on the held-out rows of its training set. */
  measureCandidate(input: {
    readonly candidate: Candidate;
    readonly champion: Candidate | null;
    readonly gate: ModelGate;
  }): Promise<CandidateMeasurements>;
  /**
   * Computes a pane's features by a model's own spec, keeps them, and measures what the gate for features asks, with the features that
   * the model was trained on as its reference.
   *
   * @throws `FEATURES_MISMATCH`, for good
   */
  measureFeatures(input: FeaturesInput): Promise<MeasuredTable & { readonly data: Digest; readonly rows: number }>;
  /** Measures what the gate for predictions asks. */
  measurePredictions(input: PredictionsInput): Promise<MeasuredTable>;
  /** Scores one pane by the routes and publishes the predictions as an artifact. */
  scorePane(input: ScoreInput): Promise<Predictions>;
  /** Joins scored panes with their labels: log loss of challenger − champion, by row, over the panes together. */
  comparePredictions(input: {
    readonly pairs: readonly { readonly predictions: Predictions; readonly labels: Digest }[];
    /** The applied spec of the challenger: names key and label. */
    readonly spec: Digest;
    /** Only rows that were published with the challenger's score (a canary). */
    readonly challengedOnly: boolean;
    /** Sign: `challenger-champion` while the challenger is the candidate, `champion-challenger` during its bake in production. */
    readonly direction: 'challenger-champion' | 'champion-challenger';
  }): Promise<{ readonly difference: PairedDifference; readonly missing: number; readonly evidence: Digest }>;
}
