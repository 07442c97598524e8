import { form, kind } from './kind.ts';
import { anyCode, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

const restored = {
  code: anyCode,
  numbers: names({ epoch: number }),
  /** The model that was live, and the one that is live from now on. */
  inputs: names({ from: digest.optional(), to: digest.optional() }),
};

/** What was live before is live again, or nothing is. About a deployment, by its workflow id. */
export const rollbackDecision = kind('rollback', { restored: form(named, restored), emptied: form(named, restored) });
