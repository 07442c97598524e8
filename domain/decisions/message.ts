import { form, kind } from './kind.ts';
import { anyCode, digest, names } from './parts.ts';
import { message } from './subjects.ts';

/** A message that was sent to a workflow and had no effect. */
export const messageDecision = kind('message', {
  refused: form(message, { code: anyCode, inputs: names({ message: digest }) }),
});
