import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

const epoch = names({ epoch: number });

/** Who may change what a deployment serves: one promotion at a time. About the deployment, by its workflow id. */
export const slotDecision = kind('slot', {
  queued: form(named, {
    code: code('SLOT_QUEUED'),
    numbers: names({ ahead: number }),
    inputs: names({ model: digest }),
  }),
  granted: form(named, { code: code('SLOT_GRANTED'), numbers: epoch, inputs: names({ model: digest }) }),
  released: form(named, { code: code('SLOT_RELEASED'), numbers: epoch }),
});
