import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { z } from 'zod';
import type { ArriveMessage } from '#contracts/arrival.ts';
import type { ChainHead, Decision } from '#contracts/decision.ts';
import { RulingRequest } from '#contracts/quarantine.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { explain } from '#domain/time/explain.ts';
import { advance } from '#domain/time/stream.ts';
import { formerInForce } from '#domain/time/versions.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { refuseMessage } from '../run/receive.ts';
import { rollOver, sealed, shouldRollOver } from '../run/sealing.ts';
import { showDetails } from '../run/visibility.ts';
import { batchIn, neighboursFrom } from './arrivals/batches.ts';
import { shelve } from './arrivals/shelving.ts';
import { resolveJump, takeAssertion, takeBatches } from './arrivals/take.ts';
import { meetDeadlines, untilDeadline } from './deadlines.ts';
import { streamDetails } from './details.ts';
import { record } from './effects.ts';
import * as messages from './messages.ts';
import { startCorrections } from './panes/corrections.ts';
import { nextToStart, startPanes, takeDecided, tellEnd, tellPipeline } from './panes/gates.ts';
import { tellHeldPanes } from './panes/newer.ts';
import { readmitArrival, rewindStream } from './panes/reopening.ts';
import { ruleOnQuarantine } from './panes/rulings.ts';
import { nothingOwed } from './receipts/delivery.ts';
import { type Courier, courierOf } from './receipts/dispatch.ts';
import { giveUpAll, tidyReceipts } from './receipts/queues.ts';
import { catchUp, takePlace, tellStateWhenAsked } from './recovery/succession.ts';
import { mayMove, moveOn, refuseGone, sendOn, takeOver } from './renaming/moving.ts';
import { tidySegments } from './segments/tidy.ts';
import { handleSignals } from './signals.ts';
import { changeSpec, mayBegin } from './specs/change.ts';
import { forgetFormer } from './specs/versions.ts';
import {
  begin,
  type HandedOn,
  handOn,
  type Inbox,
  type MovedOn,
  type StreamStart,
  type StreamState,
  type Succession,
} from './state.ts';
import { inTurn, newTurn, type Turn } from './turn.ts';

export type StreamResult = {
  readonly chain: ChainHead;
} & ({ readonly outcome: 'drained' } | { readonly outcome: 'renamed'; readonly to: string });

/** One partition's arrivals for ever, or until it is drained: owns its watermarks and open windows, and fires their panes. */
export async function stream(start: StreamStart | HandedOn | Succession | MovedOn): Promise<StreamResult> {
  const state = begin(start, Date.now());
  const turn = newTurn();
  const courier = courierOf(state);
  if ('predecessor' in start) takePlace(state, start);
  if ('moved' in start) takeOver(state, start.moved);
  setHandlers(state, turn);
  announce(state, state.notices.splice(0));
  if ('predecessor' in start) await catchUp(state, start);
  for (;;) {
    const wait = untilDeadline(state, Date.now());
    const { paused } = state;
    // While paused no silence counts: what pauses or resumes changes what is waited for.
    const ready = () => shouldRollOver() || isReady(state) || courier.isWanted() || state.paused !== paused;
    if (!(await woken(ready, wait))) announce(state, meetDeadlines(state, Date.now()));
    await inTurn(turn, () => takeNext(state));
    const { upcoming } = state;
    if (upcoming && mayBegin(state)) announce(state, await inTurn(turn, () => changeSpec(state, upcoming)));
    courier.go();
    // All by one task: each wait is another.
    await Promise.all([tellPipeline(state), startPanes(state), tellHeldPanes(state), startCorrections(state)]);
    await inTurn(turn, () => tidySegments(state));
    await tidyReceipts(state);
    forgetFormer(state);
    showDetails(streamDetails(state));
    if (state.drained && isSettled(state)) return ended(state, courier);
    const { renaming } = state;
    if (renaming && mayMove(state)) {
      courier.stop();
      await inTurn(turn, () => moveOn(state, renaming));
      return moved(state, renaming.to);
    }
    if (shouldRollOver()) await rollOver(() => handOnWithout(courier, state), shelve);
  }
}

/** The courier stays with the run that gives way. */
function handOnWithout(courier: Courier, state: StreamState): HandedOn {
  courier.stop();
  return handOn(state);
}

/** Receivers have a moment to hear of what was last. */
async function ended(state: StreamState, courier: Courier): Promise<StreamResult> {
  courier.go();
  await condition(() => nothingOwed(state.receipts), '1m');
  courier.stop();
  giveUpAll(state);
  const takeRest = () => (state.inbox.length > 0 ? refuseRest(state) : undefined);
  return sealed({ outcome: 'drained' }, { underWay: [tellEnd(state)], takeRest });
}

/** What Temporal takes until the run has ended is refused by a decision. */
async function refuseRest(state: StreamState): Promise<void> {
  for (const entry of state.inbox.splice(0)) {
    if (entry.kind === 'arrive') refuseDrained('arrive', entry.message);
    if (entry.kind === 'assert') refuseDrained('advanceWatermark', entry.assertion);
  }
}

const refuseDrained = (signal: string, message: unknown): void => refuseMessage(signal, message, 'STREAM_DRAINED');

/** What Temporal takes until the run has ended goes to the new name. */
async function moved(state: StreamState, to: string): Promise<StreamResult> {
  await sendOn(state, to);
  const takeRest = () => (state.inbox.length > 0 ? sendOn(state, to) : undefined);
  return sealed({ outcome: 'renamed', to }, { underWay: [tellEnd(state)], takeRest });
}

/** Whether there is something to take or to tell, or a gate to start: a person's release may fire panes at any time. */
const isReady = (state: StreamState): boolean =>
  state.inbox.some(({ kind }) => !state.paused || kind === 'pane') ||
  state.untold.length > 0 ||
  state.corrections.length > 0 ||
  mayBegin(state) ||
  mayMove(state) ||
  nextToStart(state) !== undefined;

const isSettled = (state: StreamState): boolean =>
  state.panes.length === 0 && state.corrections.length === 0 && state.untold.length === 0 && state.inbox.length === 0;

/** Whether it is ready, rather than that `wait` is over. */
async function woken(ready: () => boolean, wait: number | undefined): Promise<boolean> {
  if (wait !== undefined) return condition(ready, wait);
  await condition(ready);
  return true;
}

/**
 * Takes what came first, with those of its kind that came right after it; while paused, only the gates' answers. It leaves the
 * inbox in the step that decides it: whatever ends this run, nothing is taken twice.
 */
async function takeNext(state: StreamState): Promise<void> {
  const at = state.inbox.findIndex(({ kind }) => !state.paused || kind === 'pane');
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
  if (state.drained && next.kind === 'arrive') {
    for (const message of neighbours) refuseDrained('arrive', message);
    return [];
  }
  if (state.drained && next.kind === 'assert') {
    refuseDrained('advanceWatermark', next.assertion);
    return [];
  }
  switch (next.kind) {
    case 'arrive':
      return takeBatches(state, neighbours);
    case 'assert':
      return takeAssertion(state, next.assertion);
    case 'spec':
      return changeSpec(state, next.change);
    case 'drain':
      return drainStream(state, next.by);
  }
}

/** Posts notices, and remembers those that are under way: whoever goes on from here posts them again. */
function announce(state: StreamState, decisions: readonly Decision[]): void {
  const { notices } = state.policy;
  if (notices === undefined) return;
  for (const decision of decisions) {
    state.notices.push(decision);
    notify(notices, decision).then(() => {
      state.notices = state.notices.filter((other) => other !== decision);
    });
  }
}

function setHandlers(state: StreamState, turn: Turn): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  handleSignals(state);
  tellStateWhenAsked(state);
  setHandler(messages.resolveHoldUpdate, (resolution) => inTurn(turn, async () => resolveHold(state, resolution)), {
    validator: shaped(messages.JumpResolution, '{ source, id, verdict: release | refuse, by }'),
  });
  const answered = async (reopen: () => ReturnType<typeof rewindStream>): Promise<messages.Reopened> => {
    const { answer, decisions } = await inTurn(turn, () => {
      refuseGone(state);
      return reopen();
    });
    announce(state, decisions);
    return answer;
  };
  setHandler(messages.rewindUpdate, (rewinding) => answered(() => rewindStream(state, rewinding)), {
    validator: shaped(messages.Rewinding, '{ source, to: epoch milliseconds, by }'),
  });
  setHandler(messages.readmitUpdate, (readmission) => answered(() => readmitArrival(state, readmission)), {
    validator: shaped(messages.Readmission, '{ source, id, by }'),
  });
  setHandler(
    messages.resolveQuarantineUpdate,
    async (request) => {
      const { answer, decisions } = await ruleOnQuarantine(state, request, (work) =>
        inTurn(turn, () => {
          refuseGone(state);
          return work();
        }),
      );
      announce(state, decisions);
      return answer;
    },
    {
      validator: shaped(
        RulingRequest,
        '{ feed, start, pane, source, quarantine, account, codes?, verdict, reason, by }',
      ),
    },
  );
  setHandler(
    messages.drainUpdate,
    (draining) => {
      state.inbox.push({ kind: 'drain', ...draining });
      return { draining: true };
    },
    { validator: shaped(messages.Draining, '{ by }') },
  );
}

/** Refuses an update whose payload is not of its shape, before it leaves an event. */
const shaped =
  (schema: z.ZodType, expected: string) =>
  (payload: unknown): void => {
    if (!schema.safeParse(payload).success) throw ApplicationFailure.nonRetryable(`expected ${expected}`, 'USAGE');
  };

/** Fires every open window with what it has; what is announced from now on is refused. */
function drainStream(state: StreamState, by: string): Decision[] {
  if (state.drained) return [];
  state.drained = true;
  const { partition, spec, config } = state.policy;
  decide(
    streamDecision.draft({
      about: partition,
      outcome: 'drained',
      code: 'STREAM_DRAINED',
      numbers: { arrivals: state.nextOrdinal, held: state.time.held.length, waiting: state.time.waiting.length },
      policy: { spec, path: 'windows' },
      actor: by,
    }),
  );
  return record(state, advance(config, state.time, { kind: 'drain', at: Date.now() }));
}

function resolveHold(state: StreamState, resolution: messages.JumpResolution): { resolved: boolean } {
  refuseGone(state);
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
    drained: state.drained,
    backlog: state.inbox.length,
    panesOpen: state.panes.length,
    arrivals: state.nextOrdinal,
    segments: state.segments.length,
    former: formerInForce(time).map(({ until, policy: { spec } }) => ({ spec, until })),
    from: time.from,
    standing: explain(policy.config, time),
    asked: state.panes.flatMap(({ fire: { feed, window, index }, asked }) =>
      asked ? [{ ...asked, feed, window, pane: index }] : [],
    ),
  };
}
