import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

const changed = {
  code: code('STAGE_STARTED', 'MODEL_PROMOTED'),
  numbers: names({ epoch: number, weight: number }),
  inputs: names({ model: digest }),
};

/** What a deployment serves from now on, as the holder of its slot asked. About the deployment, by its workflow id. */
export const routeDecision = kind('route', {
  shadow: form(named, changed),
  canary: form(named, changed),
  production: form(named, changed),
  promoted: form(named, changed),
  /** Who asked does not hold the slot. */
  ignored: form(named, { code: code('EPOCH_STALE'), numbers: names({ epoch: number, inForce: number }) }),
});
