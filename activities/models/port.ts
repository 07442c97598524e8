import type { ModelGate } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { CandidateMeasurements, PairedDifference } from '#contracts/evaluation.ts';
import type { Predictions, Routes } from '#contracts/rollout.ts';
import type { Candidate, PinnedPane } from '#contracts/training.ts';

export interface ScoreInput {
  readonly routes: Routes & { readonly champion: Candidate };
  readonly pane: PinnedPane;
  /** The pane before it, for features that look back; null at the beginning. */
  readonly before: PinnedPane | null;
  readonly epoch: number;
}

export interface ModelActivities {
  /** Loads, scores and compares a candidate with the champion on the held-out rows of its training set. */
  measureCandidate(input: {
    readonly candidate: Candidate;
    readonly champion: Candidate | null;
    readonly gate: ModelGate;
  }): Promise<CandidateMeasurements>;
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
