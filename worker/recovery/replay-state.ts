import type { InjectedSinks } from '@temporalio/worker';
import type { RecordedDecision } from '#contracts/decision.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { tellStateSignal } from '#workflows/stream/messages.ts';
import type { StateSinks } from '#workflows/stream/recovery/succession.ts';
import type { StreamState } from '#workflows/stream/state.ts';
import { factsOf } from '../archive/run-facts.ts';
import { findBundle } from '../bundle.ts';
import { type RecordedHistory, replayHistories } from '../replay/replay.ts';
import type { HistoryEvent } from './parted-history.ts';

interface ReplayedState {
  readonly state: StreamState;
  readonly decisions: readonly RecordedDecision[];
}

/** Replays what a run had handled, with the bundle that made it, and gets the state of the stream at the end. */
export async function replayState(
  artifacts: ArtifactStore,
  { workflowId, runId, history }: RecordedHistory,
  takenIn: readonly HistoryEvent[],
): Promise<ReplayedState> {
  const { bundle: digest = '' } = factsOf(history);
  const bundle = await findBundle(artifacts, digest.slice('sha256:'.length));
  if (!bundle) {
    throw new TidegateError({
      code: 'ARTIFACT_MISSING',
      message: `the bundle that made the last run of ${workflowId} is not in the artifact store`,
      expected: digest,
      remedy: 'Restore the artifact store from a backup.',
    });
  }
  let state: StreamState | undefined;
  const sinks: InjectedSinks<StateSinks> = {
    streams: {
      state: {
        fn: (_info, told) => {
          state = told;
        },
        callDuringReplay: true,
      },
    },
  };
  const asking = { workflowId, runId, history: { events: [...takenIn, asked(takenIn)] } };
  for await (const { decisions, failure } of replayHistories(bundle.path, [asking], sinks)) {
    if (failure === undefined && state !== undefined) return { state, decisions };
    throw new TidegateError({
      code: 'REPLAY_DIVERGED',
      message: `the last run of ${workflowId} does not replay with the bundle that made it`,
      observed: failure ?? 'it does not tell its state',
    });
  }
  throw new Error('a replay gives a result for each history');
}

/** `EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED` of Temporal's protocol. */
const signaled = 26;

/** Adds a signal after the last event; no server ever gets it. */
function asked(events: readonly HistoryEvent[]): HistoryEvent {
  const last = events.at(-1);
  if (!last?.eventId) throw new Error('events of a history have an id');
  return {
    eventId: last.eventId.add(1),
    ...(last.eventTime && { eventTime: last.eventTime }),
    eventType: signaled,
    workflowExecutionSignaledEventAttributes: { signalName: tellStateSignal.name },
  };
}
