import { setHandler } from '@temporalio/workflow';
import { PaneDecided } from '#contracts/pane.ts';
import { SlotRequest, StageChange } from '#contracts/rollout.ts';
import { onSignal, validated } from '../run/receive.ts';
import { viewOf } from './details.ts';
import * as messages from './messages.ts';
import { rollBack } from './routes.ts';
import type { DeploymentState, Task } from './state.ts';

/** What comes is done in order by the main loop, but for a rollback, which waits for nothing. */
export function setHandlers(state: DeploymentState): void {
  const enqueue = (task: Task) => void state.tasks.push(task);
  setHandler(messages.stateQuery, () => viewOf(state));
  onSignal(messages.requestSlotSignal, SlotRequest, (request) => enqueue({ kind: 'request', request }));
  onSignal(messages.releaseSlotSignal, messages.Release, ({ epoch }) => enqueue({ kind: 'release', epoch }));
  onSignal(messages.setStageSignal, StageChange, (change) => enqueue({ kind: 'stage', change }));
  onSignal(messages.correctedSignal, messages.Corrected, (corrected) => enqueue({ kind: 'corrected', ...corrected }));
  onSignal(messages.retireSignal, messages.Retirement, ({ by }) => enqueue({ kind: 'retire', by }));
  onSignal(messages.paneDecidedSignal, PaneDecided, (pane) => enqueue({ kind: 'pane', pane }));
  onSignal(messages.pipelineRenamedSignal, messages.Renamed, ({ to }) => {
    state.pipeline = to;
  });
  setHandler(messages.rollbackUpdate, ({ by }) => rollBack(state, by), {
    validator: validated(messages.Rollback, '{ by }'),
  });
}
