import { setHandler } from '@temporalio/workflow';
import { TrainingCompletion, TrainingFailure, TrainingProgress } from '#contracts/training.ts';
import { onSignal } from '../run/receive.ts';
import { step } from './attempts.ts';
import { viewOf } from './details.ts';
import * as messages from './messages.ts';
import type { TrainingState } from './state.ts';

/** A trainer's signal counts whenever it arrives, even after its attempt was given up. */
export function setHandlers(state: TrainingState): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  onSignal(messages.trainingProgressedSignal, TrainingProgress, (progress) => void Object.assign(state, progress));
  onSignal(messages.trainingCompletedSignal, TrainingCompletion, (completion) => {
    step(state, { kind: 'completed', completion });
  });
  onSignal(messages.trainingFailedSignal, TrainingFailure, (failure) => {
    step(state, { kind: 'failed', failure });
  });
}
