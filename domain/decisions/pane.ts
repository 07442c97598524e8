import { form, kind, type ReadOf } from './kind.ts';
import { anyCode, counts, digest, digests, names, number } from './parts.ts';
import { window } from './subjects.ts';

const decided = {
  code: anyCode,
  /** `fates`: rows by what became of them. Times in epoch milliseconds. */
  numbers: names({ start: number, end: number, pane: number, fates: counts }),
  inputs: names({ snapshot: digest }),
  evidence: names({ account: digest, report: digest, waivers: digests.optional() }),
};

/** What became of a pane at its stream, once its gate and, where it waited, people have decided. */
export const paneDecision = kind('pane', {
  published: form(window, decided),
  held: form(window, decided),
  rejected: form(window, decided),
  superseded: form(window, decided),
});

/** Such a decision, read back. */
export type ReadPane = ReadOf<typeof paneDecision>;
