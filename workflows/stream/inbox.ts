import type { ArriveMessage } from '#contracts/arrival.ts';
import type { Decision } from '#contracts/decision.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { advance } from '#domain/time/stream.ts';
import { decide } from '../run/decision-log.ts';
import { refuseMessage } from '../run/receive.ts';
import { batchIn, neighboursFrom } from './arrivals/batches.ts';
import { takeAssertion, takeBatches } from './arrivals/take.ts';
import { record } from './effects.ts';
import { announce } from './notices.ts';
import { takeDecided } from './panes/gates.ts';
import { changeSpec } from './specs/change.ts';
import type { Inbox, StreamState } from './state.ts';

// What has come is decided one after another, in order of receipt.

/** While paused, only the gates' answers are taken. */
const nextIn = ({ inbox, paused }: StreamState): number => inbox.findIndex(({ kind }) => !paused || kind === 'pane');

/** Whether there is something that may be taken now. */
export const hasEntry = (state: StreamState): boolean => nextIn(state) >= 0;

/**
 * Takes what came first, with those of its kind that came right after it. It leaves the inbox in the step that decides it: whatever
 * ends this run, nothing is taken twice.
 */
export async function takeNext(state: StreamState): Promise<void> {
  const at = nextIn(state);
  const next = state.inbox[at];
  if (!next) return;
  if (next.kind === 'pane') return takePanes(state, at);
  const neighbours = neighboursFrom(state.inbox, at, batchIn);
  const decisions = await take(state, next, neighbours);
  // Handlers only add at the end: what was taken is still where it was.
  state.inbox.splice(at, Math.max(1, neighbours.length));
  announce(state, decisions);
}

function takePanes(state: StreamState, at: number): void {
  for (let next = state.inbox[at]; next?.kind === 'pane'; next = state.inbox[at]) {
    announce(state, takeDecided(state, next.pane));
    state.inbox.splice(at, 1);
  }
}

async function take(
  state: StreamState,
  next: Exclude<Inbox, { kind: 'pane' }>,
  neighbours: readonly ArriveMessage[],
): Promise<Decision[]> {
  switch (next.kind) {
    case 'arrive':
      return state.drained ? refused('arrive', neighbours) : takeBatches(state, neighbours);
    case 'assert':
      return state.drained ? refused('advanceWatermark', [next.assertion]) : takeAssertion(state, next.assertion);
    case 'spec':
      return changeSpec(state, next.change);
    case 'drain':
      return drain(state, next.by);
  }
}

/** Refuses, by decisions, what still waits when a stream that is drained ends. */
export async function refuseRest(state: StreamState): Promise<void> {
  for (const entry of state.inbox.splice(0)) {
    if (entry.kind === 'arrive') refused('arrive', [entry.message]);
    if (entry.kind === 'assert') refused('advanceWatermark', [entry.assertion]);
  }
}

function refused(signal: string, messages: readonly unknown[]): Decision[] {
  for (const message of messages) refuseMessage(signal, message, 'STREAM_DRAINED');
  return [];
}

/** Fires every open window with what it has; what is announced from now on is refused. */
function drain(state: StreamState, by: string): Decision[] {
  if (state.drained) return [];
  state.drained = true;
  const { partition, spec, config } = state.policy;
  const decision = decide(
    streamDecision.draft({
      about: partition,
      outcome: 'drained',
      code: 'STREAM_DRAINED',
      numbers: { arrivals: state.nextOrdinal, held: state.time.held.length, waiting: state.time.waiting.length },
      policy: { spec, path: 'windows' },
      actor: by,
    }),
  );
  return [decision, ...record(state, advance(config, state.time, { kind: 'drain', at: Date.now() }))];
}
