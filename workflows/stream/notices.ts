import type { Decision } from '#contracts/decision.ts';
import { notify } from '../run/notify.ts';
import type { StreamState } from './state.ts';

/** Posts notices, and remembers those that are under way: whoever goes on from here posts them again. */
export function announce(state: StreamState, decisions: readonly Decision[]): void {
  const { notices } = state.policy;
  if (notices === undefined) return;
  for (const decision of decisions) {
    state.notices.push(decision);
    notify(notices, decision).then(() => {
      state.notices = state.notices.filter((other) => other !== decision);
    });
  }
}
