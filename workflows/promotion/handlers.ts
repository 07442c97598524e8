import { setHandler } from '@temporalio/workflow';
import { LabelsReady } from '#contracts/rollout.ts';
import { collectEvidence } from '#domain/promotion/stage-evidence.ts';
import { onSignal } from '../run/receive.ts';
import { takeApproval } from './approvals.ts';
import { viewOf } from './details.ts';
import * as messages from './messages.ts';
import { releaseSlot } from './slot.ts';
import type { PromotionState } from './state.ts';

export function setHandlers(state: PromotionState): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  handleApprovals(state);
  handleRollout(state);
  handlePeople(state);
}

/** What an approval says is verified by its signature, whatever its shape. */
function handleApprovals(state: PromotionState): void {
  setHandler(messages.approveSignal, (envelope) => void takeApproval(state, envelope));
  setHandler(messages.rejectSignal, (envelope) => void takeApproval(state, envelope));
  setHandler(messages.approveUpdate, (envelope) => takeApproval(state, envelope));
  setHandler(messages.rejectUpdate, (envelope) => takeApproval(state, envelope));
}

/** What the deployment says. */
function handleRollout(state: PromotionState): void {
  onSignal(messages.slotGrantedSignal, messages.SlotGranted, async (granted) => {
    // Who was aborted in the queue wants it no more.
    if (state.phase === 'decided') await releaseSlot(state, granted.epoch);
    else state.granted = granted;
  });
  setHandler(messages.slotAwaitedSignal, () => undefined);
  onSignal(messages.slotRevokedSignal, messages.SlotRevoked, ({ epoch }) => {
    if (epoch === state.granted?.epoch) state.revoked = true;
  });
  // Nothing follows: a promotion that cannot be told is gone, and loses the slot.
  onSignal(messages.paneScoredSignal, messages.PaneScored, () => undefined);
  onSignal(messages.labelsReadySignal, LabelsReady, (ready) => {
    const { standing } = state.rollout;
    if (state.granted && 'stage' in standing)
      state.ready = collectEvidence(state.ready, ready, { epoch: state.granted.epoch, stage: standing.stage });
  });
}

function handlePeople(state: PromotionState): void {
  setHandler(messages.pauseSignal, () => {
    state.paused = true;
  });
  setHandler(messages.resumeSignal, () => {
    state.paused = false;
  });
  onSignal(messages.abortSignal, messages.Abort, ({ by }) => {
    state.abortedBy = by;
  });
}
