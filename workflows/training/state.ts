import type { CodeName } from '#contracts/codes.ts';
import type { ChainHead } from '#contracts/decision.ts';
import { type Digest, shortDigest } from '#contracts/digest.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { Candidate, TrainingRequest } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import { type Attempts, noAttempt } from '#domain/training/attempts.ts';
import type { TrainingView } from './messages.ts';

export interface TrainingInput {
  readonly request: TrainingRequest;
  /** Milliseconds of wall time for one attempt, and how many there may be. */
  readonly deadline: number;
  readonly attempts: number;
  /** The largest share of rows without a label. */
  readonly maxMissing: number;
}

export interface TrainingResult {
  readonly request: Digest;
  readonly outcome: 'completed' | 'failed';
  readonly code: CodeName;
  readonly candidate?: Candidate;
  readonly chain: ChainHead;
}

export type Ended = Pick<TrainingResult, 'outcome' | 'code' | 'candidate'>;

/** A run's state, changed by its handlers and its main function. */
export interface TrainingState {
  readonly input: TrainingInput;
  /** The digest of the training request. */
  readonly request: Digest;
  phase: TrainingView['phase'];
  /** The trainer's latest signal. */
  share: number;
  message: string;
  trainingSet?: Digest;
  attempts: Attempts;
}

export const begin = (input: TrainingInput): TrainingState => ({
  input,
  request: digestOf(input.request),
  phase: 'assembling',
  share: 0,
  message: '',
  attempts: noAttempt(input.attempts),
});

/** The subject of all decisions of a training. */
export const idOf = (request: TrainingRequest): string => ids.training(request.model, shortDigest(digestOf(request)));
