import { whileBeating } from '../heartbeat.ts';
import { openModels } from '../onnx/models.ts';
import { comparePredictions } from './compare.ts';
import type { ModelDependencies } from './dependencies.ts';
import { measureFeatures, measurePredictions } from './gates.ts';
import { measureCandidate } from './measure.ts';
import type { ModelActivities } from './port.ts';
import { scorePane } from './score.ts';

/** Measuring, serving and comparing models; those in use stay in memory. */
export function createModelActivities(given: Omit<ModelDependencies, 'models'>) {
  const dependencies: ModelDependencies = { ...given, models: openModels(given.artifacts) };
  return {
    measureCandidate: (input) => whileBeating((signal) => measureCandidate(dependencies, input, signal)),
    measureFeatures: (input) => whileBeating((signal) => measureFeatures(dependencies, input, signal)),
    measurePredictions: (input) => whileBeating((signal) => measurePredictions(dependencies, input, signal)),
    scorePane: (input) => whileBeating((signal) => scorePane(dependencies, input, signal)),
    comparePredictions: (input) => whileBeating((signal) => comparePredictions(dependencies, input, signal)),
  } satisfies ModelActivities;
}
