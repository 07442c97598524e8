import type { TableGateName } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { TrainingRequest, TrainingSet } from '#contracts/training.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';

export interface RunTrainerInput {
  /** The workflow that awaits the completion signal. */
  readonly workflowId: string;
  /** Artifacts: the training request and the manifest of its training set. */
  readonly request: Digest;
  readonly trainingSet: Digest;
  /** From 1; part of the completion's key, so that an attempt completes once. */
  readonly attempt: number;
  /** Milliseconds of wall time. */
  readonly deadline: number;
}

export interface TrainingActivities {
  /**
   * Stores the request, reads its pinned panes and labels, computes features, and writes both parts as Parquet. Where the spec
   * declares a gate for features, the training part is measured for it, with the held-out part as its reference.
   */
  assembleTrainingSet(input: { readonly request: TrainingRequest }): Promise<{
    readonly digest: Digest;
    readonly set: TrainingSet;
    /** The gates that the spec declares around training and inference; left out where there are none. */
    readonly gates?: readonly TableGateName[];
    readonly features?: MeasuredTable;
  }>;
  /**
   * Runs the spec's trainer command on a training set, and signals to the workflow how it goes (`trainingProgressed`) and
   * ends (`trainingCompleted`, `trainingFailed`). Never fails for what the trainer does; ends the process on cancellation.
   */
  runTrainer(input: RunTrainerInput): Promise<void>;
}
