import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { ArriveMessage, claimCheckBytes } from '#contracts/arrival.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { payloadConverter, undecodable } from '#workflows/bundle/payload-converter.ts';
import { carriedIn } from '#workflows/stream/arrivals/batches.ts';
import { arriveSignal } from '#workflows/stream/messages.ts';
import type { Inbox, Succession, UnseenSignal } from '#workflows/stream/state.ts';
import { storeHistory } from '../archive/exported.ts';
import { findLastRun } from './last-run.ts';
import { lastState } from './last-state.ts';
import { type HistoryEvent, partHistory } from './parted-history.ts';
import { type Shelf, shelved } from './shelved.ts';

/**
 * What a successor of an ended stream begins with, from the last run's history alone.
 *
 * Throws `STREAM_STATE_LOST` where there is no history to go on from, `ARTIFACT_MISSING` without the bundle that made it, and
 * `REPLAY_DIVERGED` where the history does not replay.
 */
export async function restoreStream(client: Client, artifacts: ArtifactStore, streamId: string): Promise<Succession> {
  const run = await findLastRun(client, artifacts, streamId);
  const parted = partHistory(run.history);
  const { state, chain, unseen } = await lastState(artifacts, run, parted.takenIn);
  const history = await storeHistory(artifacts, run.history);
  return {
    state: { ...state, inbox: await shelved(artifacts, state.inbox, inInbox) },
    unseen: await shelved(artifacts, [...unseen, ...parted.unseen.flatMap(signalsOf)], inSignals),
    predecessor: { runId: run.runId, history, chain },
  };
}

const inInbox: Shelf<Inbox> = {
  messageIn: carriedIn,
  entryOf: (message) => ({ kind: 'arrive', message }),
};

const inSignals: Shelf<UnseenSignal> = {
  messageIn: ({ signal, payload }) => {
    const message = signal === arriveSignal.name ? ArriveMessage.safeParse(payload).data : undefined;
    return message && !('claim' in message) ? message : undefined;
  },
  entryOf: (payload) => ({ signal: arriveSignal.name, payload }),
};

/** A signal as the stream's handlers get it: of most they take the first payload, and an `arrive` is a batch in each. */
function signalsOf({ workflowExecutionSignaledEventAttributes: signaled }: HistoryEvent): UnseenSignal[] {
  const signal = signaled?.signalName ?? '';
  const payloads = signaled?.input?.payloads ?? [];
  if (payloads.length === 0) return [{ signal }];
  return payloads
    .slice(0, signal === arriveSignal.name ? payloads.length : 1)
    .map((payload) => ({ signal, payload: carried(signal, payload) }));
}

/** A payload that is too large to be handed on and is not a batch of announcements will be refused; a digest is enough for that. */
function carried(signal: string, payload: Payload): unknown {
  const value = payloadConverter.fromPayload<unknown>(payload);
  const isBatch = signal === arriveSignal.name && ArriveMessage.safeParse(value).success;
  return isBatch || (payload.data?.length ?? 0) <= claimCheckBytes ? value : undecodable(payload);
}
