import { workflowInfo } from '@temporalio/workflow';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { candidateDecision } from '#domain/decisions/candidate.ts';
import { promotionDecision } from '#domain/decisions/promotion.ts';
import { promotionDecidedSignal } from '../pipeline/messages.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { sealed } from '../run/sealing.ts';
import { tell } from '../run/tell.ts';
import { makeSearchable } from '../run/visibility.ts';
import { awaitApprovals } from './approvals.ts';
import { showPromotion } from './details.ts';
import { setHandlers } from './handlers.ts';
import { measure } from './measuring.ts';
import { writeReleaseNotes } from './release.ts';
import { rollOutWith } from './rollout.ts';
import { awaitSlot, releaseSlot } from './slot.ts';
import { begin, type Ended, type PromotionInput, type PromotionResult, type PromotionState } from './state.ts';

/** Takes one candidate from registered to production, or to a refusal. */
export async function promotion(input: PromotionInput): Promise<PromotionResult> {
  const state = begin(input, workflowInfo().workflowId);
  setHandlers(state);
  const { onnx, metadata, trainingSet } = input.candidate;
  decide(
    candidateDecision.draft({
      about: state.id,
      outcome: 'registered',
      code: 'CANDIDATE_REGISTERED',
      inputs: { model: onnx, metadata, trainingSet },
    }),
  );
  const ended = await wayToProduction(state);
  Object.assign(state, { phase: 'decided', ended });
  return conclude(state, ended);
}

/** Measures, asks for approvals and takes the slot, again while what is live changes under it; then rolls out. */
async function wayToProduction(state: PromotionState): Promise<Ended> {
  for (;;) {
    const refused = (await measure(state)) ?? (await awaitApprovals(state));
    if (refused) return refused;
    const granted = await awaitSlot(state);
    if (!granted) return { outcome: 'aborted', code: 'PROMOTION_ABORTED' };
    const { epoch, champion } = granted;
    if (champion?.onnx === state.champion?.onnx) return rollOutWith(state, epoch);
    // What the approvers saw compared with a model that is no longer live: their approvals are void.
    state.champion = champion;
    await releaseSlot(state, epoch);
  }
}

/** Writes the release notes, and tells whoever waits for the end. */
async function conclude(state: PromotionState, { outcome, code, evidence }: Ended): Promise<PromotionResult> {
  const { candidate, notices, pipeline } = state.input;
  const { model, version } = candidate;
  const notes = await writeReleaseNotes(state, { outcome, code });
  const decision = decide(
    promotionDecision.draft({
      about: state.id,
      outcome,
      code,
      numbers: { looks: state.rollout.looks, stages: state.stages.length },
      inputs: { model: candidate.onnx },
      evidence: { notes, ...evidence },
    }),
  );
  makeSearchable({ verdict: outcome, code, stage: 'decided' });
  showPromotion(state);
  notify(notices, decision);
  await tell(ids.pipeline(pipeline), promotionDecidedSignal, { model, version, outcome, code });
  return sealed({ version, outcome, code });
}
