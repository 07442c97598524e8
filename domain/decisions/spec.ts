import { form, kind } from './kind.ts';
import { anyCode, code, digest, names, number } from './parts.ts';
import { named, stream } from './subjects.ts';

const inputs = names({ spec: digest });

/** A spec that a pipeline was given; and from which window on a stream decides by it. Times in epoch milliseconds. */
export const specDecision = kind('spec', {
  /** Of a pipeline, by its workflow id; `from`: the window from which it asks to be in force. */
  applied: form(named, { code: code('SPEC_APPLIED'), numbers: names({ from: number.optional() }), inputs }),
  /** Of a pipeline, by its workflow id, or of a stream. */
  refused: form(named, { code: anyCode, inputs }),
  /** From a window on, or from the first. `size`: of its windows. */
  begun: form(stream, {
    code: code('SPEC_FROM_WINDOW'),
    numbers: names({ from: number.optional(), size: number, sizeBefore: number }),
    inputs: names({ before: digest, spec: digest }),
  }),
  /** To a later window than declared, or until there are fewer versions in force. */
  postponed: form(stream, {
    code: code('SPEC_POSTPONED'),
    numbers: names({ versions: number.optional(), declared: number.optional(), from: number.optional() }),
    inputs,
  }),
});
