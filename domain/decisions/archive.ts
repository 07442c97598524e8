import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { run } from './subjects.ts';

const parts = {
  code: code('RUN_ARCHIVED', 'RUN_ENDED_UNSEALED', 'REPLAY_DIVERGED'),
  numbers: names({ decisions: number }),
  evidence: names({ history: digest }),
};

/** A closed run whose history was exported and replayed. */
export const archiveDecision = kind('archive', {
  confirmed: form(run, parts),
  unsealed: form(run, parts),
  diverged: form(run, parts),
});
