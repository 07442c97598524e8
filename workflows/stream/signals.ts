// What each signal does; by its name too, for signals that a predecessor did not see.

import { defineSignal, setHandler } from '@temporalio/workflow';
import { ArriveMessage, WatermarkAssertion } from '#contracts/arrival.ts';
import { PaneDecided } from '#contracts/pane.ts';
import { receive, refuseMessage } from '../run/receive.ts';
import { rearmAll } from './deadlines.ts';
import * as messages from './messages.ts';
import { takeApplication } from './specs/change.ts';
import type { StreamState } from './state.ts';

/** What each signal does to a stream's state, at once; the payload is whatever came. */
const effects = new Map<string, (state: StreamState, payload: unknown) => void>([
  [
    messages.arriveSignal.name,
    (state, payload) => {
      const message = receive(ArriveMessage, 'arrive', payload);
      if (message) state.inbox.push({ kind: 'arrive', message });
    },
  ],
  [
    messages.advanceWatermarkSignal.name,
    (state, payload) => {
      const assertion = receive(WatermarkAssertion, 'advanceWatermark', payload);
      if (assertion) state.inbox.push({ kind: 'assert', assertion });
    },
  ],
  [
    messages.paneDecidedSignal.name,
    (state, payload) => {
      const pane = receive(PaneDecided, 'paneDecided', payload);
      if (pane) state.inbox.push({ kind: 'pane', pane });
    },
  ],
  [
    messages.specAppliedSignal.name,
    (state, payload) => {
      const applied = receive(messages.SpecApplied, 'specApplied', payload);
      if (applied) takeApplication(state, applied as messages.SpecApplied);
    },
  ],
  [
    messages.pauseSignal.name,
    (state) => {
      state.paused = true;
    },
  ],
  [
    messages.pipelineRemovedSignal.name,
    (state, payload) => {
      const removed = receive(messages.Draining, 'pipelineRemoved', payload);
      if (!removed) return;
      state.paused = false;
      state.inbox.push({ kind: 'drain', by: removed.by });
    },
  ],
  [
    messages.pipelineRenamedSignal.name,
    (state, payload) => {
      const renaming = receive(messages.Renaming, 'pipelineRenamed', payload);
      if (renaming) state.renaming = renaming;
    },
  ],
  [
    messages.resumeSignal.name,
    (state) => {
      state.paused = false;
      rearmAll(state, Date.now());
    },
  ],
]);

/** Takes a signal as it comes, or as it came to a predecessor that did not see it. */
export function takeSignal(state: StreamState, signal: string, payload: unknown): void {
  const effect = effects.get(signal);
  if (effect) effect(state, payload);
  else refuseMessage(signal, payload);
}

export function handleSignals(state: StreamState): void {
  for (const signal of effects.keys())
    setHandler(defineSignal<unknown[]>(signal), (...payloads) => {
      for (const payload of payloads.length > 0 ? payloads : [undefined]) takeSignal(state, signal, payload);
    });
}
