import type { Meanings } from './meaning.ts';

/** Codes about trainings. */
export const training = {
  TRAINING_REQUESTED: { cause: 'The cadence or a person asked for a model.', remedy: 'Nothing to do.' },
  TRAINING_COMPLETED: { cause: 'The trainer signalled completion with a model.', remedy: 'Nothing to do.' },
  TRAINING_SET_TOO_SMALL: {
    cause: 'There are not enough published windows yet.',
    remedy: 'Wait for more windows, or declare a shorter `over`.',
  },
  TRAINING_LABELS_MISSING: {
    cause: 'More labels are missing at the cut than `labels.maxMissing` allows.',
    remedy: 'Wait for the label source.',
  },
  TRAINER_FAILED: {
    cause: 'The trainer ended with an error, each time it was tried.',
    remedy: 'Look at its log, which is an artifact.',
  },
  TRAINER_TIMED_OUT: {
    cause: 'The trainer did not complete before its deadline.',
    remedy: 'Look at its log; declare a longer `deadline`.',
  },
  TRAINER_OUTPUT_INVALID: {
    cause: 'The trainer signalled a model or metadata that cannot be read.',
    remedy: 'See docs/use/bring-your-trainer.md.',
  },
  TRAINING_COMPLETED_TWICE: {
    cause: 'The trainer signalled completion again.',
    remedy: 'Nothing to do: the first one counts.',
  },
} as const satisfies Meanings;
