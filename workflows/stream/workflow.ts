import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { Decision } from '#contracts/decision.ts';
import { explain } from '#domain/time/explain.ts';
import { notify } from '../notify.ts';
import { rollOver, shouldRollOver } from '../sealing.ts';
import { showDetails } from '../visibility.ts';
import { resolveJump, takeAssertion, takeBatch } from './arrivals.ts';
import { inlineIn, joined, neighboursFrom } from './batches.ts';
import { streamDetails } from './details.ts';
import { markIdle, untilIdle } from './idleness.ts';
import * as messages from './messages.ts';
import { nextToStart, startPanes, takeDecided, tellPipeline } from './panes.ts';
import { tidySegments } from './segments.ts';
import { shelve } from './shelving.ts';
import { handleSignals } from './signals.ts';
import {
  begin,
  type HandedOn,
  handOn,
  type Inbox,
  type StreamStart,
  type StreamState,
  type Succession,
} from './state.ts';
import { catchUp, takePlace, tellStateWhenAsked } from './succession.ts';

/** One partition's arrivals for ever: owns its watermarks and open windows, and fires their panes. */
export async function stream(start: StreamStart | HandedOn | Succession): Promise<never> {
  const state = begin(start, Date.now());
  if ('predecessor' in start) takePlace(state, start);
  setHandlers(state);
  announce(state, state.notices.splice(0));
  if ('predecessor' in start) await catchUp(state, start);
  for (;;) {
    const wait = untilIdle(state, Date.now());
    const { paused } = state;
    // While paused no silence counts: what pauses or resumes changes what is waited for.
    const ready = () => shouldRollOver() || isReady(state) || state.paused !== paused;
    if (!(await woken(ready, wait))) announce(state, markIdle(state, Date.now()));
    await takeNext(state);
    await tellPipeline(state);
    await startPanes(state);
    await tidySegments(state);
    showDetails(streamDetails(state));
    if (shouldRollOver()) await rollOver(() => handOn(state), shelve);
  }
}

/** Whether there is something to take or to tell, or a gate to start: a person's release may fire panes at any time. */
const isReady = (state: StreamState): boolean =>
  state.inbox.some(({ kind }) => !state.paused || kind === 'pane') ||
  state.untold.length > 0 ||
  nextToStart(state) !== undefined;

/** Whether it is ready, rather than that `wait` is over. */
async function woken(ready: () => boolean, wait: number | undefined): Promise<boolean> {
  if (wait !== undefined) return condition(ready, wait);
  await condition(ready);
  return true;
}

/**
 * Takes what came first, with the announcements that came right after it; while paused, only the gates' answers. It leaves the
 * inbox in the step that decides it: whatever ends this run, nothing is taken twice.
 */
async function takeNext(state: StreamState): Promise<void> {
  const at = state.inbox.findIndex(({ kind }) => !state.paused || kind === 'pane');
  const next = state.inbox[at];
  if (!next) return;
  const neighbours = neighboursFrom(state.inbox, at, inlineIn);
  const taken = neighbours.length > 1 ? { kind: 'arrive' as const, message: joined(neighbours) } : next;
  const decisions = await take(state, taken);
  // Handlers only add at the end: what was taken is still where it was.
  state.inbox.splice(at, Math.max(1, neighbours.length));
  announce(state, decisions);
}

async function take(state: StreamState, next: Inbox): Promise<Decision[]> {
  switch (next.kind) {
    case 'arrive':
      return takeBatch(state, next.message);
    case 'assert':
      return takeAssertion(state, next.assertion);
    case 'pane':
      takeDecided(state, next.pane);
      return [];
  }
}

/** Posts notices, and remembers those that are under way: whoever goes on from here posts them again. */
function announce(state: StreamState, decisions: readonly Decision[]): void {
  const { webhook } = state.policy;
  if (webhook === undefined) return;
  for (const decision of decisions) {
    state.notices.push(decision);
    notify(webhook, decision).then(() => {
      state.notices = state.notices.filter((other) => other !== decision);
    });
  }
}

function setHandlers(state: StreamState): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  handleSignals(state);
  tellStateWhenAsked(state);
  setHandler(messages.resolveHoldUpdate, (resolution) => resolveHold(state, resolution), {
    validator: (payload) => {
      if (!messages.JumpResolution.safeParse(payload).success) {
        throw ApplicationFailure.nonRetryable('expected { source, id, verdict: release | refuse, by }', 'USAGE');
      }
    },
  });
}

function resolveHold(state: StreamState, resolution: messages.JumpResolution): { resolved: boolean } {
  const decisions = resolveJump(state, resolution);
  announce(state, decisions ?? []);
  return { resolved: decisions !== undefined };
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
