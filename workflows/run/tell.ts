import { getExternalWorkflowHandle, type SignalDefinition } from '@temporalio/workflow';
import { foldEvent } from './decision-log.ts';

/**
 * Signals another workflow; false where it is not there. Messages are idempotent by key, and a run never fails because its
 * neighbour is gone.
 */
export async function tell<Args extends unknown[]>(
  workflowId: string,
  signal: SignalDefinition<Args>,
  ...args: Args
): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(signal, ...args);
    return true;
  } catch {
    foldEvent('neighbour.absent', workflowId);
    return false;
  }
}
