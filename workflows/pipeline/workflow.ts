import { condition } from '@temporalio/workflow';
import { rollOver, sealed, shouldRollOver } from '../run/sealing.ts';
import { setHandlers } from './handlers.ts';
import { takePane } from './panes.ts';
import { isRemoved, retireDeployment } from './removal.ts';
import { isRenamed, leadOn, sendOn, takeOver } from './renaming.ts';
import {
  begin,
  type MovedOn,
  type PipelineResult,
  type PipelineStart,
  type PipelineState,
  type Task,
} from './state.ts';
import { requestTraining, takeTrained } from './trainings.ts';

/** One declared flow, for ever, or until it is removed: owns its spec, its published panes, and asks for models. */
export async function pipeline(start: PipelineStart | PipelineState | MovedOn): Promise<PipelineResult> {
  const state = begin(start);
  if ('moved' in start) takeOver(state, start.moved);
  setHandlers(state);
  for (;;) {
    await condition(() => isReady(state) || isRemoved(state) || isRenamed(state) || shouldRollOver());
    const [task] = state.tasks;
    if (task && isReady(state)) {
      state.busy = true;
      await (state.renaming ? sendOn(state, task) : perform(state, task));
      state.tasks.shift();
      delete state.busy;
    }
    if (isRemoved(state)) {
      await retireDeployment(state);
      return sealed({ outcome: 'removed' });
    }
    if (isRenamed(state)) {
      leadOn(state);
      return sealed({ outcome: 'renamed' });
    }
    if (shouldRollOver()) await rollOver(() => state);
  }
}

/** Whether the main loop has a task to do. While a renamed successor is being started, tasks wait, to be forwarded to it. */
const isReady = ({ tasks, renaming }: PipelineState): boolean => tasks.length > 0 && renaming?.begun !== false;

async function perform(state: PipelineState, task: Task): Promise<void> {
  switch (task.kind) {
    case 'pane':
      return takePane(state, task.partition, task.pane);
    case 'train':
      await requestTraining(state, task.request);
      return;
    case 'trained':
      return takeTrained(state, task.request, task.candidate, task.code);
  }
}
