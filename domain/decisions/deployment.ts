import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

/** A deployment that ends with its pipeline. By its workflow id. */
export const deploymentDecision = kind('deployment', {
  retired: form(named, {
    code: code('PIPELINE_REMOVED'),
    numbers: names({ scored: number, rollouts: number }),
    inputs: names({ champion: digest.optional() }),
  }),
});
