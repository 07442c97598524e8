import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  type Workflow,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChainHead } from '#contracts/decision.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { runClosingSignal } from '../archive/messages.ts';
import { foldEvent, seal } from './decision-log.ts';
import { noticesSent } from './notify.ts';

/** Signals the archive that this run is about to end. If the archive is not running, its periodic search finds the run later. */
async function announceClosing(): Promise<void> {
  const { workflowId, runId, workflowType } = workflowInfo();
  if (workflowId === ids.archive()) return;
  try {
    await getExternalWorkflowHandle(ids.archive()).signal(runClosingSignal, { workflowId, runId, workflowType });
  } catch {
    foldEvent('archive.absent', null);
  }
}

/** What a run has to do before it ends. */
export interface Closing {
  /** Promises that must settle before the run ends. All are awaited together: each separate wait costs a workflow task. */
  readonly underWay?: readonly Promise<unknown>[];
  /** Handles signals that arrived while the run was closing: the server has accepted them. Undefined if there are none. */
  readonly takeRest?: () => Promise<unknown> | undefined;
}

/** The last act of a run: its result with the end of its decision log. */
export async function sealed<T extends object>(
  result: T,
  { underWay = [], takeRest }: Closing = {},
): Promise<T & { readonly chain: ChainHead }> {
  await condition(allHandlersFinished);
  await Promise.all([noticesSent(), announceClosing(), ...underWay]);
  await condition(allHandlersFinished);
  // If a signal arrives during the last workflow task, the server adds another task; check again until none is left.
  for (let rest = takeRest?.(); rest; rest = takeRest?.()) {
    await rest;
    await condition(allHandlersFinished);
  }
  return { ...result, chain: seal() };
}

/** Whether to continue as new: the history is long or large (Temporal's own suggestion ignores signals), or the bundle is outdated. */
export function shouldRollOver(): boolean {
  const { historyLength, historySize, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return historyLength > 1_000 || historySize > 2_000_000 || targetWorkerDeploymentVersionChanged === true;
}

/**
 * Continues as new with the state as it stands once no handler runs; moves to the current bundle where there is a newer one.
 *
 * @param lighten makes the state small enough to be handed on, as the last thing that takes time
 */
export async function rollOver<State extends object>(
  state: () => State,
  lighten: (state: State) => Promise<void> = async () => undefined,
): Promise<never> {
  await noticesSent();
  await announceClosing();
  await condition(allHandlersFinished);
  await lighten(state());
  await condition(allHandlersFinished);
  const carried = state();
  foldEvent('continueAsNew', carried);
  const next = { ...carried, chain: seal() };
  if (!workflowInfo().targetWorkerDeploymentVersionChanged) return continueAsNew<Workflow>(next);
  return makeContinueAsNewFunc<Workflow>({ initialVersioningBehavior: 'AUTO_UPGRADE' })(next);
}
