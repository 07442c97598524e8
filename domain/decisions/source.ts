import { form, kind } from './kind.ts';
import { code } from './parts.ts';
import { source } from './subjects.ts';

/** Whether a source is waited for. */
export const sourceDecision = kind('source', {
  idle: form(source, { code: code('SOURCE_IDLE') }),
  returned: form(source, { code: code('SOURCE_RETURNED') }),
});
