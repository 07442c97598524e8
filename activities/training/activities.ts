import { whileBeating } from '../heartbeat.ts';
import { type AssembleDependencies, assembleTrainingSet } from './assemble.ts';
import type { TrainingActivities } from './port.ts';
import { runTrainer, type TrainerDependencies } from './trainer.ts';

/** The activities of a training: from the request to the candidate. */
export function createTrainingActivities(dependencies: AssembleDependencies & TrainerDependencies) {
  return {
    assembleTrainingSet: ({ request }) => whileBeating((signal) => assembleTrainingSet(dependencies, request, signal)),
    runTrainer: (input) => whileBeating((signal) => runTrainer(dependencies, input, signal)),
  } satisfies TrainingActivities;
}
