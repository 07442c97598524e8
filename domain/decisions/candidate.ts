import { form, kind } from './kind.ts';
import { code, digest, names } from './parts.ts';
import { named } from './subjects.ts';

/** A model that asks to be promoted. About a promotion, by its workflow id. */
export const candidateDecision = kind('candidate', {
  registered: form(named, {
    code: code('CANDIDATE_REGISTERED'),
    inputs: names({ model: digest, metadata: digest, trainingSet: digest }),
  }),
});
