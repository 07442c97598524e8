import type { Meanings } from './meaning.ts';

/** Codes about what is found in a candidate. */
export const model = {
  MODEL_UNREADABLE: {
    cause: 'The model does not load, or its inputs and outputs are not as declared.',
    remedy: 'Export it anew.',
  },
  MODEL_SCORES_DIFFER: {
    cause: 'The model gives other scores than the trainer recorded.',
    remedy: 'Check the export; categorical features are a known trap.',
  },
  FEATURES_MISMATCH: {
    cause: 'The model wants other features than the spec produces.',
    remedy: "Train with the request's features.",
  },
  FEATURES_READ_THE_FUTURE: {
    cause: 'Features change when rows after `asOf` are taken away.',
    remedy: 'Restrict the feature SQL to rows available at `as_of`.',
  },
  HOLDOUT_TOO_SMALL: { cause: 'Too few labelled held-out rows to tell.', remedy: 'Wait for more windows.' },
  AUC_BELOW_MINIMUM: {
    cause: 'The area under the ROC curve is below the declared minimum.',
    remedy: 'Do not promote; look at the training data.',
  },
  LOG_LOSS_ABOVE_MAXIMUM: {
    cause: 'The log loss is above the declared maximum.',
    remedy: 'Do not promote; look at calibration.',
  },
  BRIER_ABOVE_MAXIMUM: {
    cause: 'The Brier score is above the declared maximum.',
    remedy: 'Do not promote; look at calibration.',
  },
  CALIBRATION_ERROR_ABOVE_MAXIMUM: {
    cause: 'The expected calibration error is above the declared maximum.',
    remedy: 'Do not promote; calibrate the model.',
  },
  WORSE_THAN_CHAMPION: {
    cause: 'The candidate is not shown to be as good as the champion within the margin.',
    remedy: 'Keep the champion.',
  },
  NO_CHAMPION: {
    cause: 'Nothing is in production to compare with.',
    remedy: 'Nothing to do: the absolute checks decide.',
  },
  CANDIDATE_REGISTERED: { cause: 'A model passed integrity checks and became a candidate.', remedy: 'Nothing to do.' },
  CANDIDATE_REFUSED: { cause: 'The candidate did not pass its gate.', remedy: 'See the findings.' },
} as const satisfies Meanings;
