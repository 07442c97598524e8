import { condition } from '@temporalio/workflow';
import type { ChainHead } from '#contracts/decision.ts';
import { rollOver, sealed, shouldRollOver } from '../run/sealing.ts';
import { inTurn, newTurn, type Turn } from '../run/turn.ts';
import { showDetails } from '../run/visibility.ts';
import { shelve } from './arrivals/shelving.ts';
import { meetDeadlines, untilDeadline } from './deadlines.ts';
import { streamDetails } from './details.ts';
import { setHandlers } from './handlers.ts';
import { hasEntry, refuseRest, takeNext } from './inbox.ts';
import { announce } from './notices.ts';
import { startCorrections } from './panes/corrections.ts';
import { nextToStart, startPanes, tellEnd, tellPipeline } from './panes/gates.ts';
import { tellHeldPanes } from './panes/newer.ts';
import { nothingQueued } from './receipts/delivery.ts';
import { type Dispatcher, dispatcherOf } from './receipts/dispatch.ts';
import { giveUpAll, tidyReceipts } from './receipts/queues.ts';
import { catchUp, takePlace } from './recovery/succession.ts';
import { mayMove, moveOn, sendOn, takeOver } from './renaming/moving.ts';
import { tidySegments } from './segments/tidy.ts';
import { changeSpec, mayBegin } from './specs/change.ts';
import { forgetFormer } from './specs/versions.ts';
import {
  begin,
  type HandedOn,
  handOn,
  type MovedOn,
  type StreamStart,
  type StreamState,
  type Succession,
} from './state.ts';

export type StreamResult = {
  readonly chain: ChainHead;
} & ({ readonly outcome: 'drained' } | { readonly outcome: 'renamed'; readonly to: string });

/** One partition's arrivals for ever, or until it is drained: owns its watermarks and open windows, and fires their panes. */
export async function stream(start: StreamStart | HandedOn | Succession | MovedOn): Promise<StreamResult> {
  const state = begin(start, Date.now());
  const turn = newTurn();
  const dispatcher = dispatcherOf(state);
  if ('predecessor' in start) takePlace(state, start);
  if ('moved' in start) takeOver(state, start.moved);
  setHandlers(state, turn);
  announce(state, state.notices.splice(0));
  if ('predecessor' in start) await catchUp(state, start);
  for (;;) {
    await untilReady(state, dispatcher);
    await takeIn(state, turn);
    await applySpec(state, turn);
    await handOut(state, dispatcher);
    await tidy(state, turn);
    if (state.drained && isSettled(state)) return ended(state, dispatcher);
    if (state.renaming && mayMove(state)) return moved(state, state.renaming, turn, dispatcher);
    if (shouldRollOver()) await rollOver(() => handOnWithout(dispatcher, state), shelve);
  }
}

/** Waits until there is something to do; does what is due by the clock, where that came first. */
async function untilReady(state: StreamState, dispatcher: Dispatcher): Promise<void> {
  const wait = untilDeadline(state, Date.now());
  const { paused } = state;
  // While paused, idle timeouts do not run: pausing or resuming changes the deadline to wait for.
  const ready = () => shouldRollOver() || isReady(state) || dispatcher.hasWork() || state.paused !== paused;
  if (wait === undefined) return condition(ready);
  if (!(await condition(ready, wait))) announce(state, meetDeadlines(state, Date.now()));
}

/** Whether there is something to take or to tell, or a gate to start: a person's release may fire panes at any time. */
const isReady = (state: StreamState): boolean =>
  hasEntry(state) ||
  state.decidedPanes.length > 0 ||
  state.corrections.length > 0 ||
  mayBegin(state) ||
  mayMove(state) ||
  nextToStart(state) !== undefined;

const takeIn = (state: StreamState, turn: Turn): Promise<void> => inTurn(turn, () => takeNext(state));

/** Lets a spec that had to wait decide, once it may. */
async function applySpec(state: StreamState, turn: Turn): Promise<void> {
  const { upcoming } = state;
  if (upcoming && mayBegin(state)) announce(state, await inTurn(turn, () => changeSpec(state, upcoming)));
}

/** Starts gates and corrections, and signals the pipeline and held panes. All run at once: each separate wait costs a workflow task. */
async function handOut(state: StreamState, dispatcher: Dispatcher): Promise<void> {
  dispatcher.start();
  await Promise.all([tellPipeline(state), startPanes(state), tellHeldPanes(state), startCorrections(state)]);
}

/** Keeps the state small. */
async function tidy(state: StreamState, turn: Turn): Promise<void> {
  await inTurn(turn, () => tidySegments(state));
  await tidyReceipts(state);
  forgetFormer(state);
  showDetails(streamDetails(state));
}

/** The state for the next run. First stops deliveries; the next run repeats those that are unfinished. */
function handOnWithout(dispatcher: Dispatcher, state: StreamState): HandedOn {
  dispatcher.stop();
  return handOn(state);
}

const isSettled = (state: StreamState): boolean =>
  state.panes.length === 0 &&
  state.corrections.length === 0 &&
  state.decidedPanes.length === 0 &&
  state.inbox.length === 0;

/** Ends a stream that is drained; receivers have a moment to hear of what was last. */
async function ended(state: StreamState, dispatcher: Dispatcher): Promise<StreamResult> {
  dispatcher.start();
  await condition(() => nothingQueued(state.receipts), '1m');
  dispatcher.stop();
  giveUpAll(state);
  // Signals that arrive before the run has ended are refused by a decision.
  const takeRest = () => (state.inbox.length > 0 ? refuseRest(state) : undefined);
  return sealed({ outcome: 'drained' }, { underWay: [tellEnd(state)], takeRest });
}

/** Continues under another name. Signals that arrive before this run has ended are forwarded to it. */
async function moved(
  state: StreamState,
  renaming: NonNullable<StreamState['renaming']>,
  turn: Turn,
  dispatcher: Dispatcher,
): Promise<StreamResult> {
  const { to } = renaming;
  dispatcher.stop();
  await inTurn(turn, () => moveOn(state, renaming));
  await sendOn(state, to);
  const takeRest = () => (state.inbox.length > 0 ? sendOn(state, to) : undefined);
  return sealed({ outcome: 'renamed', to }, { underWay: [tellEnd(state)], takeRest });
}
