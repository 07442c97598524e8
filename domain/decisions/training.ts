import { form, kind } from './kind.ts';
import { anyCode, code, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

/** Rows of the training set and of what is held out, and how many of them have labels. */
const rows = names({ trainingRows: number, trainingLabelled: number, holdoutRows: number, holdoutLabelled: number });

/** A training that was asked for, and what came of it. About the training, by its workflow id. */
export const trainingDecision = kind('training', {
  /** By the pipeline, of these panes. Times in epoch milliseconds. */
  requested: form(named, {
    code: code('TRAINING_REQUESTED'),
    numbers: names({ panes: number, spanStart: number, holdoutEnd: number }),
    inputs: names({ request: digest }),
  }),
  /** By the training: its set is put together, and a trainer is asked. */
  begun: form(named, {
    code: code('TRAINING_REQUESTED'),
    numbers: rows,
    inputs: names({ request: digest, trainingSet: digest }),
  }),
  /** Before a trainer was asked: a gate refused the set, or too many labels are missing; by the pipeline, about itself: there are too few panes. */
  refused: form(named, {
    code: anyCode,
    numbers: rows.partial(),
    inputs: names({ trainingSet: digest.optional(), data: digest.optional() }),
    evidence: names({ report: digest.optional() }),
  }),
  /** A second completion. */
  ignored: form(named, { code: code('TRAINING_COMPLETED_TWICE'), inputs: names({ model: digest }) }),
  'attempt-failed': form(named, {
    code: anyCode,
    numbers: names({ attempt: number, exitCode: number.optional() }),
    evidence: names({ log: digest.optional() }),
  }),
  failed: form(named, { code: anyCode, numbers: names({ attempts: number }) }),
  completed: form(named, {
    code: code('TRAINING_COMPLETED'),
    numbers: names({ attempts: number }),
    inputs: names({ trainingSet: digest }),
    evidence: names({ model: digest, metadata: digest }),
  }),
});
