import type { OwnFinding } from '#contracts/own-finding.ts';
import type { Judgement } from './kind.ts';

const codes = {
  fail: 'OWN_CHECK_FAILED',
  inconclusive: 'OWN_CHECK_INCONCLUSIVE',
  pass: 'CHECK_PASSED',
} as const;
const gravest = ['fail', 'inconclusive', 'pass'] as const;

/** The gravest verdict among findings of a user's own, with the code that stands for it: theirs are no codes of the registry. */
export function ownVerdict(findings: readonly Pick<OwnFinding, 'verdict'>[]): Pick<Judgement, 'verdict' | 'code'> {
  const verdict = gravest.find((one) => findings.some((finding) => finding.verdict === one)) ?? 'inconclusive';
  return { verdict, code: codes[verdict] };
}
