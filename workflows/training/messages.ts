import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { TrainingCompletion, TrainingFailure, TrainingProgress } from '#contracts/training.ts';

export const trainingProgressedSignal = defineSignal<[TrainingProgress]>('trainingProgressed');
export const trainingCompletedSignal = defineSignal<[TrainingCompletion]>('trainingCompleted');
export const trainingFailedSignal = defineSignal<[TrainingFailure]>('trainingFailed');

export interface TrainingView {
  readonly phase: 'assembling' | 'training' | 'decided';
  readonly attempt: number;
  readonly share: number;
  readonly message: string;
  readonly trainingSet?: string;
}
export const stateQuery = defineQuery<TrainingView>('state');
