import { setHandler } from '@temporalio/workflow';
import { onSignal } from '../run/receive.ts';
import * as messages from './messages.ts';
import { type ArchiveState, enlist } from './state.ts';

export function setHandlers(state: ArchiveState): void {
  setHandler(messages.stateQuery, () => ({
    pending: state.pending.length,
    confirmed: state.confirmed,
    diverged: state.diverged,
  }));
  onSignal(messages.runClosingSignal, messages.ClosingRun, (run) => enlist(state, [run]));
}
