import { form, kind } from './kind.ts';
import { code, names, number } from './parts.ts';
import { named } from './subjects.ts';

/** `weight`: the share of rows that the candidate scores. */
const entered = { code: code('STAGE_STARTED'), numbers: names({ stage: number, epoch: number, weight: number }) };

/** A stage that a promotion entered; about the promotion, by its workflow id. */
export const stageDecision = kind('stage', {
  shadow: form(named, entered),
  canary: form(named, entered),
  production: form(named, entered),
});
