// Tells panes that are held of later ones of their window.

import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { NewerPane } from '#contracts/pane.ts';
import { tell } from '../../run/tell.ts';
import { newerPaneSignal } from '../../window/messages.ts';
import type { OpenPane, StreamState } from '../state.ts';

/** Tells each held pane which later one was the last to fire, for which sources, and whether one was published. */
export async function tellHeldPanes(state: StreamState): Promise<void> {
  const { pipeline, partition } = state.policy;
  const outdated = state.panes.flatMap((open) => {
    const newer = open.phase === 'held' ? newerThan(state, open) : undefined;
    return newer && isMore(newer, open.newer) ? [{ open, newer }] : [];
  });
  await Promise.all(
    outdated.map(async ({ open, newer }) => {
      open.newer = newer;
      const { feed, window, pane } = open.fire;
      await tell(ids.window(pipeline, partition, feed, window, pane), newerPaneSignal, newer);
    }),
  );
}

/** Whether a held pane does not know all of this yet. */
const isMore = ({ pane, published, lateSources }: NewerPane, known: NewerPane | undefined): boolean =>
  pane !== known?.pane || published !== known.published || lateSources.length !== known.lateSources.length;

function newerThan({ panes, published }: StreamState, { fire, newer: known }: OpenPane): NewerPane | undefined {
  const { feed, window } = fire;
  const done = published[feed]?.find(({ start }) => start === window.start)?.pane ?? -1;
  const later = panes
    .map((other) => other.fire)
    .filter((other) => other.feed === feed && other.window.start === window.start && other.pane > fire.pane);
  const pane = Math.max(done, known?.pane ?? 0, ...later.map((other) => other.pane));
  const sources = new Set([...(known?.lateSources ?? []), ...later.flatMap(({ lateSources = [] }) => lateSources)]);
  return pane > fire.pane ? { pane, published: done > fire.pane, lateSources: [...sources] } : undefined;
}
