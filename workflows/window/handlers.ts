import { setHandler } from '@temporalio/workflow';
import { NewerPane } from '#contracts/pane.ts';
import { onSignal, validated } from '../run/receive.ts';
import { viewOf } from './details.ts';
import { refusalOf } from './hold.ts';
import * as messages from './messages.ts';
import type { WindowInput, WindowState } from './state.ts';

/** What people and later panes say is kept in the state, which the main function waits on. */
export function setHandlers(input: WindowInput, state: WindowState): void {
  setHandler(messages.stateQuery, () => viewOf(input, state));
  onSignal(messages.newerPaneSignal, NewerPane, (newer) => {
    state.newer = newer;
  });
  setHandler(
    messages.resolveHoldUpdate,
    (resolution) => {
      const code = refusalOf(input, state, resolution);
      if (code !== undefined) return { resolved: false, code };
      state.resolution = resolution;
      return { resolved: true };
    },
    {
      validator: validated(
        messages.HoldResolution,
        '{ verdict: accept, by, waiver? }, or { verdict: reject | remediate, by, reason? }',
      ),
    },
  );
}
