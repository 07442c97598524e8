import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { window } from './subjects.ts';

const parts = { numbers: names({ start: number, end: number }), inputs: names({ snapshot: digest }) };

/** What a pipeline takes as its data of a window, where a backfill brought it. */
export const publicationDecision = kind('publication', {
  filling: form(window, { code: code('PANE_PUBLISHED'), ...parts }),
  superseding: form(window, { code: code('PANE_PUBLISHED'), ...parts }),
  left: form(window, { code: code('BACKFILL_NOT_NEEDED'), ...parts }),
});
