// How a stream begins in the place of one that was ended from outside.

import { proxySinks, type Sinks, setHandler } from '@temporalio/workflow';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { runClosingSignal } from '../../archive/messages.ts';
import { decide } from '../../run/decision-log.ts';
import { recoveryActivities } from '../../run/policies.ts';
import { tell } from '../../run/tell.ts';
import { rearmAll } from '../deadlines.ts';
import { tellStateSignal } from '../messages.ts';
import { takeSignal } from '../signals.ts';
import type { Inbox, OpenPane, StreamState, Succession } from '../state.ts';

/** By which a stream's state leaves its workflow in a replay that asks for it; a worker that runs streams has no such sink. */
export interface StateSinks extends Sinks {
  streams: { state(state: StreamState): void };
}

const { streams } = proxySinks<StateSinks>();

/** Answers {@link tellStateSignal} with a copy: what goes on in the same task is not part of it. */
export function tellStateWhenAsked(state: StreamState): void {
  setHandler(tellStateSignal, () => streams.state(JSON.parse(JSON.stringify(state))));
}

/** Takes the predecessor's place, at once: what it had not seen comes before anything new. */
export function takePlace(state: StreamState, { unseen, predecessor }: Succession): void {
  const { history, chain } = predecessor;
  decide(
    streamDecision.draft({
      about: state.policy.partition,
      outcome: 'recovered',
      code: 'STREAM_RECOVERED',
      numbers: {
        decisions: chain.length,
        arrivals: state.nextOrdinal,
        waiting: state.inbox.length,
        unseen: unseen.length,
        panes: state.panes.length,
      },
      policy: { spec: state.policy.spec, path: 'windows' },
      inputs: { history, head: chain.head },
    }),
  );
  // While no stream ran, nothing could be heard.
  rearmAll(state, Date.now());
  for (const { signal, payload } of unseen) takeSignal(state, signal, payload);
}

/** Finds out what went on while no stream ran: another spec, and panes that were decided. It came before what waits. */
export async function catchUp(state: StreamState, { predecessor }: Succession): Promise<void> {
  const { pipeline, partition } = state.policy;
  const streamId = ids.stream(pipeline, partition);
  const runClosing = { workflowId: streamId, runId: predecessor.runId, workflowType: 'stream' };
  await tell(ids.archive(), runClosingSignal, runClosing);
  const spec = await recoveryActivities.findSpecInForce({ pipeline });
  if (spec) state.policy = { ...state.policy, spec };
  const decided: PaneDecided[] = [];
  for (let from = 0; from < state.panes.length; from += lookedUpAtOnce) {
    const panes = state.panes.slice(from, from + lookedUpAtOnce);
    const windows = panes.map(({ fire: { feed, window, pane } }) =>
      ids.window(pipeline, partition, feed, window, pane),
    );
    const standings = await recoveryActivities.lookUpWindows({ stream: streamId, windows });
    for (const [i, pane] of panes.entries()) {
      const standing = standings[i];
      if (standing?.standing === 'told') decided.push(standing.pane);
      pane.phase = standing === undefined ? pane.phase : phaseOf(pane, standing);
    }
  }
  state.inbox.unshift(...decided.map((pane): Inbox => ({ kind: 'pane', pane })));
}

/** How many panes one activity looks up: its result stands in the history. */
const lookedUpAtOnce = 64;

/** A run that is not there, or ended without a word, is begun (again). */
function phaseOf({ phase }: OpenPane, { standing }: { readonly standing: string }): OpenPane['phase'] {
  if (standing === 'absent' || standing === 'ended') return 'queued';
  return phase === 'queued' ? 'running' : phase;
}
