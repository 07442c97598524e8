import { condition } from '@temporalio/workflow';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { releaseSlotSignal, requestSlotSignal } from '../deployment/messages.ts';
import { tell } from '../run/tell.ts';
import { showPromotion } from './details.ts';
import type { SlotGranted } from './messages.ts';
import type { PromotionState } from './state.ts';

/** Asks the deployment for its slot, and waits for it; undefined where somebody aborts the promotion meanwhile. */
export async function awaitSlot(state: PromotionState): Promise<SlotGranted | undefined> {
  const { candidate } = state.input;
  state.phase = 'queued';
  showPromotion(state);
  delete state.granted;
  state.revoked = false;
  await tell(deploymentOf(state), requestSlotSignal, { promotion: state.id, candidate });
  const granted = await answer(state);
  if (state.abortedBy === undefined) return granted;
  if (granted) await releaseSlot(state, granted.epoch);
  return undefined;
}

async function answer(state: PromotionState): Promise<SlotGranted | undefined> {
  await condition(() => state.granted !== undefined || state.abortedBy !== undefined);
  return state.granted;
}

/** Gives the slot back. */
export const releaseSlot = (state: PromotionState, epoch: number): Promise<boolean> =>
  tell(deploymentOf(state), releaseSlotSignal, { epoch });

export const deploymentOf = ({ input }: PromotionState): string =>
  ids.deployment(input.candidate.model, input.environment);
