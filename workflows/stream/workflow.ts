import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { Decision } from '#contracts/decision.ts';
import { Digest } from '#contracts/digest.ts';
import { PaneDecided } from '#contracts/pane.ts';
import { explain } from '#domain/time/explain.ts';
import { notify } from '../notify.ts';
import { receive } from '../receive.ts';
import { rollOver, shouldRollOver } from '../sealing.ts';
import { showDetails } from '../visibility.ts';
import { resolveJump, takeAssertion, takeBatch } from './arrivals.ts';
import { streamDetails } from './details.ts';
import { markIdle, rearmAll, untilIdle } from './idleness.ts';
import * as messages from './messages.ts';
import { startPanes, takeDecided } from './panes.ts';
import { tidySegments } from './segments.ts';
import { begin, type Inbox, type StreamStart, type StreamState } from './state.ts';

/** One partition's arrivals for ever: owns its watermarks and open windows, and fires their panes. */
export async function stream(start: StreamStart | StreamState): Promise<never> {
  const state = begin(start, Date.now());
  setHandlers(state);
  for (;;) {
    const wait = untilIdle(state, Date.now());
    const ready = () =>
      shouldRollOver() || (!state.paused && state.inbox.length > 0) || state.inbox.some(({ kind }) => kind === 'pane');
    if (!(await woken(ready, wait))) await announce(state, markIdle(state, Date.now()));
    await takeNext(state);
    await startPanes(state);
    await tidySegments(state);
    showDetails(streamDetails(state));
    if (shouldRollOver()) await rollOver(() => state);
  }
}

/** Whether it is ready, rather than that `wait` is over. */
async function woken(ready: () => boolean, wait: number | undefined): Promise<boolean> {
  if (wait !== undefined) return condition(ready, wait);
  await condition(ready);
  return true;
}

/** Takes what came first; while paused, only the gates' answers. */
async function takeNext(state: StreamState): Promise<void> {
  const at = state.inbox.findIndex(({ kind }) => !state.paused || kind === 'pane');
  const [next] = at < 0 ? [] : state.inbox.slice(at, at + 1);
  if (!next) return;
  await announce(state, await take(state, next));
  state.inbox.splice(state.inbox.indexOf(next), 1);
}

async function take(state: StreamState, next: Inbox): Promise<Decision[]> {
  switch (next.kind) {
    case 'arrive':
      return takeBatch(state, next.payload);
    case 'assert':
      return takeAssertion(state, next.payload);
    case 'pane':
      await takeDecided(state, next.pane);
      return [];
  }
}

async function announce(state: StreamState, decisions: readonly Decision[]): Promise<void> {
  for (const decision of decisions) await notify(state.policy.webhook, decision);
}

function setHandlers(state: StreamState): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  setHandler(messages.arriveSignal, (payload) => void state.inbox.push({ kind: 'arrive', payload }));
  setHandler(messages.advanceWatermarkSignal, (payload) => void state.inbox.push({ kind: 'assert', payload }));
  setHandler(messages.paneDecidedSignal, (payload) => {
    const pane = receive(PaneDecided, 'paneDecided', payload);
    if (pane) state.inbox.push({ kind: 'pane', pane });
  });
  setHandler(messages.specAppliedSignal, (payload) => {
    const spec = receive(Digest, 'specApplied', payload);
    if (spec) state.policy = { ...state.policy, spec };
  });
  setHandler(messages.pauseSignal, () => {
    state.paused = true;
  });
  setHandler(messages.resumeSignal, () => {
    state.paused = false;
    rearmAll(state, Date.now());
  });
  setHandler(messages.resolveHoldUpdate, (resolution) => ({ resolved: resolveJump(state, resolution) }), {
    validator: (payload) => {
      if (!messages.JumpResolution.safeParse(payload).success) {
        throw ApplicationFailure.nonRetryable('expected { source, id, verdict: release | refuse, by }', 'USAGE');
      }
    },
  });
}

function viewOf(state: StreamState): messages.StreamView {
  const { policy, time } = state;
  return {
    pipeline: policy.pipeline,
    partition: policy.partition,
    spec: policy.spec,
    paused: state.paused,
    backlog: state.inbox.length,
    panesOpen: state.panes.length,
    arrivals: state.nextOrdinal,
    segments: state.segments.length,
    standing: explain(policy.config, time),
  };
}
