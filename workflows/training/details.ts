import { shortDigest } from '#contracts/digest.ts';
import { present } from '#contracts/present.ts';
import type { Candidate, TrainingSet } from '#contracts/training.ts';
import { showDetails } from '../run/visibility.ts';
import type { TrainingView } from './messages.ts';
import type { TrainingState } from './state.ts';

/** What the query `state` answers. */
export const viewOf = ({ phase, attempts, share, message, trainingSet }: TrainingState): TrainingView =>
  present({
    phase,
    attempt: attempts.attempt,
    share,
    message,
    trainingSet,
  });

/** Shows the training's result in Temporal's UI. */
export const showCandidate = ({ version, trainingSet }: Candidate, { training }: TrainingSet): void =>
  showDetails(
    `**Candidate** \`${version}\` · ${training.labelled} labelled rows · training set \`${shortDigest(trainingSet)}\``,
  );
