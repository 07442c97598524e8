import { form, kind } from './kind.ts';
import { anyCode, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

const ended = {
  code: anyCode,
  numbers: names({ looks: number, stages: number }),
  inputs: names({ model: digest }),
  evidence: names({
    notes: digest,
    report: digest.optional(),
    evaluation: digest.optional(),
    toSign: digest.optional(),
    analysis: digest.optional(),
  }),
};

/** How the way of a candidate ended. About a promotion, by its workflow id. */
export const promotionDecision = kind('promotion', {
  promoted: form(named, ended),
  refused: form(named, ended),
  rejected: form(named, ended),
  'timed-out': form(named, ended),
  'rolled-back': form(named, ended),
  revoked: form(named, ended),
  aborted: form(named, ended),
});
