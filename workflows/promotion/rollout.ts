import { condition } from '@temporalio/workflow';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { StageChange } from '#contracts/rollout.ts';
import type { Stage } from '#contracts/spec.ts';
import { analysisDecision } from '#domain/decisions/analysis.ts';
import { stageDecision } from '#domain/decisions/stage.ts';
import { analyseStage, waiting } from '#domain/promotion/analysis.ts';
import { comparisonOf, isComplete, looksEarly, stageKind, weightOf } from '#domain/promotion/stages.ts';
import { setStageSignal } from '../deployment/messages.ts';
import { decide } from '../run/decision-log.ts';
import { modelActivities } from '../run/policies.ts';
import { tell } from '../run/tell.ts';
import { makeSearchable } from '../run/visibility.ts';
import { showPromotion } from './details.ts';
import type { Ended, PromotionState } from './state.ts';

/** Tells the deployment what to serve, by the epoch of this promotion's slot. */
export async function setStage(
  state: PromotionState,
  epoch: number,
  change: StageChange extends infer C ? (C extends { epoch: number } ? Omit<C, 'epoch'> : never) : never,
): Promise<void> {
  const { candidate, environment } = state.input;
  await tell(ids.deployment(candidate.model, environment), setStageSignal, { epoch, ...change } as StageChange);
}

/** Takes the candidate through the declared stages; undefined when all of them passed. */
export async function rollOut(state: PromotionState, epoch: number): Promise<Ended | undefined> {
  // With nothing live there is nothing to compare with: the first model goes straight to production.
  if (!state.champion) {
    await setStage(state, epoch, { to: 'production', stage: 0, weight: 1 });
    return undefined;
  }
  for (const [index, stage] of state.input.policy.stages.entries()) {
    const ended = await runStage(state, epoch, index, stage);
    if (ended) return ended;
  }
  return undefined;
}

async function runStage(state: PromotionState, epoch: number, index: number, stage: Stage): Promise<Ended | undefined> {
  const kind = stageKind(stage);
  Object.assign(state, { stage: index, scored: [], ready: [] });
  let seen = state.ready;
  makeSearchable({ stage: kind });
  await setStage(state, epoch, { to: kind, stage: index, weight: weightOf(stage) });
  const numbers = { stage: index, epoch, weight: weightOf(stage) };
  decide(stageDecision.draft({ about: state.id, outcome: kind, code: 'STAGE_STARTED', numbers }));
  const entered = { stage: kind, weight: weightOf(stage), begunAt: Date.now() };
  state.stages.push({ ...entered, code: 'STAGE_STARTED' });
  showPromotion(state);

  for (;;) {
    await condition(() => interrupted(state) || (!state.paused && state.ready !== seen));
    if (state.revoked) return revoked;
    if (state.abortedBy !== undefined) return { outcome: 'aborted', code: 'PROMOTION_ABORTED' };
    seen = state.ready;
    const { analysis, evidence } = await analyse(state, stage);
    state.stages.splice(-1, 1, { ...entered, code: analysis.code, numbers: analysis.numbers });
    showPromotion(state);
    if (interrupted(state)) continue;
    if (analysis.verdict === 'pass') return undefined;
    if (analysis.verdict === 'fail') return { outcome: 'rolled-back', code: analysis.code, evidence };
    if (analysis.code === 'STAGE_INCONCLUSIVE') return { outcome: 'rolled-back', code: analysis.code, evidence };
  }
}

/** A rollback took the slot, and restored what was live before. */
export const revoked: Ended = { outcome: 'revoked', code: 'SLOT_REVOKED' };

const interrupted = (state: PromotionState): boolean => state.revoked || state.abortedBy !== undefined;

/** One look at the stage's labelled rows, all windows so far together. The first stages are looked at when they are complete, the bake at every pane. */
async function analyse(state: PromotionState, stage: Stage) {
  const { input, ready } = state;
  const { analysis: policy } = input.policy;
  const pairs = ready.map(({ predictions, labels }) => ({ predictions, labels }));
  const measured = await modelActivities.comparePredictions({
    pairs,
    spec: input.candidate.spec,
    ...comparisonOf(stage),
  });
  const complete = isComplete(stage, { panes: ready.length, labels: measured.difference.rows });
  const { difference, missing } = measured;
  const analysis =
    complete || looksEarly(stage)
      ? analyseStage(
          { difference, missing, look: state.looks + 1, complete },
          { ...policy, maxMissing: input.maxMissing },
        )
      : waiting({ labelled: difference.rows, missing });
  if (analysis.looked) state.looks += 1;
  const evidence = { analysis: measured.evidence };
  decide(
    analysisDecision.draft({
      about: state.id,
      outcome: analysis.verdict,
      code: analysis.code,
      numbers: { stage: state.stage, panes: ready.length, looks: state.looks, ...analysis.numbers },
      policy: { spec: input.spec, path: 'promotion.analysis' },
      inputs: {
        predictions: pairs.map(({ predictions }) => predictions.data),
        labels: pairs.map(({ labels }) => labels),
      },
      evidence,
    }),
  );
  return { analysis, evidence };
}
