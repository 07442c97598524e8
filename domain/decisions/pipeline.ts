import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { named, run } from './subjects.ts';

const evidence = names({ reason: digest.optional() });

/** A pipeline that ends, or goes on under another name. */
export const pipelineDecision = kind('pipeline', {
  /** About itself, by its workflow id. */
  removed: form(named, { code: code('PIPELINE_REMOVED'), numbers: names({ streams: number }), evidence }),
  /** About the pipeline that goes on with the state. */
  renamed: form(run, {
    code: code('PIPELINE_RENAMED'),
    numbers: names({ streams: number }),
    inputs: names({ state: digest }),
    evidence,
  }),
  /** About the pipeline whose state it goes on with. */
  'taken over': form(run, { code: code('PIPELINE_RENAMED'), inputs: names({ state: digest }) }),
});
