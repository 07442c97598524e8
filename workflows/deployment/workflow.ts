import { condition } from '@temporalio/workflow';
import { rollOver, sealed, shouldRollOver } from '../run/sealing.ts';
import { setHandlers } from './handlers.ts';
import { takePane } from './panes.ts';
import { take } from './routes.ts';
import { begin, type DeploymentResult, type DeploymentStart, type DeploymentState } from './state.ts';

/** What is live for one model in one environment, for ever, or until its pipeline is removed. */
export async function deployment(start: DeploymentStart | DeploymentState): Promise<DeploymentResult> {
  const state = begin(start);
  setHandlers(state);
  for (;;) {
    await condition(() => state.tasks.length > 0 || shouldRollOver());
    const [task] = state.tasks;
    if (task) {
      await (task.kind === 'pane' ? takePane(state, task.pane) : take(state, task));
      state.tasks.shift();
    }
    if (state.deployment.retiredBy !== undefined) return sealed({ outcome: 'retired' });
    if (shouldRollOver()) await rollOver(() => state);
  }
}
