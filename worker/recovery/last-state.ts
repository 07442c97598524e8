import type { ChainHead } from '#contracts/decision.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { payloadConverter } from '#workflows/bundle/payload-converter.ts';
import { begin, type StreamStart, type StreamState, type Succession } from '#workflows/stream/state.ts';
import { factsOf } from '../archive/run-facts.ts';
import { lastHead } from '../replay/last-head.ts';
import type { RecordedHistory } from '../replay/replay.ts';
import type { HistoryEvent } from './parted-history.ts';
import { replayState } from './replay-state.ts';

/** How a stream stood when its run ended. */
export interface LastState extends Pick<Succession, 'state' | 'unseen'> {
  readonly chain: ChainHead;
}

/** The state after everything that a run had handled, by a replay with its own bundle; the run's input if it had handled nothing. */
export async function lastState(
  artifacts: ArtifactStore,
  run: RecordedHistory,
  takenIn: readonly HistoryEvent[],
): Promise<LastState> {
  const facts = factsOf(run.history);
  if (takenIn.length === 0) {
    const input = inputOf(run);
    const unseen = 'predecessor' in input ? input.unseen : [];
    return { state: withoutChain(begin(input, facts.startedAt)), unseen, chain: lastHead(run.workflowId, facts, []) };
  }
  const { state, decisions } = await replayState(artifacts, run, takenIn);
  return { state: withoutChain(state), unseen: [], chain: lastHead(run.workflowId, facts, decisions) };
}

/** A successor begins a chain of its own. */
function withoutChain({ chain: _, ...state }: StreamState): StreamState {
  return state;
}

function inputOf({ history }: RecordedHistory): StreamStart | StreamState | Succession {
  const [payload] = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error('a stream run begins with an input');
  return payloadConverter.fromPayload<StreamStart | StreamState | Succession>(payload);
}
