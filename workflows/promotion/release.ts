import type { Digest } from '#contracts/digest.ts';
import { present } from '#contracts/present.ts';
import { reportOf } from '#domain/gates/report.ts';
import type { PromotionFacts } from '#domain/promotion/promotion-facts.ts';
import { releaseNotes } from '#domain/promotion/release-notes.ts';
import { artifactActivities } from '../run/policies.ts';
import type { Ended, PromotionOutcome, PromotionState } from './state.ts';

const outcomes: Record<PromotionOutcome, PromotionFacts['outcome']> = {
  promoted: 'promoted',
  refused: 'refused',
  rejected: 'refused',
  'timed-out': 'refused',
  'rolled-back': 'rolled-back',
  revoked: 'rolled-back',
  aborted: 'aborted',
};

/** Writes what a reader years later wants to know of this promotion. */
export function writeReleaseNotes(state: PromotionState, ended: Ended): Promise<Digest> {
  const { id, input, champion, report, evidence, approvalFacts, stages } = state;
  const text = releaseNotes(
    present({
      promotion: id,
      outcome: outcomes[ended.outcome],
      code: ended.code,
      at: Date.now(),
      candidate: input.candidate,
      champion,
      gate: report ?? reportOf('model', []),
      evidence: evidence?.digest,
      approvals: approvalFacts,
      stages,
    }),
  );
  return artifactActivities.storeText({ text });
}
