import { form, kind } from './kind.ts';
import { anyCode, code, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

const evidence = names({ toSign: digest.optional(), reason: digest.optional() });

const heard = {
  numbers: names({ counted: number, quorum: number }),
  inputs: names({ envelope: digest }),
  evidence,
};

/** What people were asked to approve, what each of them answered, and that there are enough. About a promotion, by its workflow id. */
export const approvalDecision = kind('approval', {
  requested: form(named, { code: code('APPROVAL_REQUESTED'), numbers: names({ quorum: number }), evidence }),
  counted: form(named, { code: code('APPROVAL_COUNTED'), ...heard }),
  rejected: form(named, { code: code('APPROVAL_REJECTED'), ...heard }),
  refused: form(named, { code: anyCode, ...heard }),
  quorum: form(named, { code: code('APPROVAL_QUORUM'), numbers: names({ counted: number }), evidence }),
});
