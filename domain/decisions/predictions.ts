import { form, kind } from './kind.ts';
import { anyCode, code, digest, names, number } from './parts.ts';
import { predictions } from './subjects.ts';

/** What a deployment scored of a pane. */
export const predictionsDecision = kind('predictions', {
  published: form(predictions, {
    code: code('PREDICTIONS_PUBLISHED'),
    numbers: names({ rows: number, challenged: number, start: number, pane: number, epoch: number }),
    inputs: names({ snapshot: digest, champion: digest, challenger: digest.optional() }),
    evidence: names({ predictions: digest }),
  }),
  refused: form(predictions, {
    code: anyCode,
    inputs: names({ snapshot: digest, model: digest }),
    evidence: names({ report: digest.optional() }),
  }),
});
