import { workflowId as ids } from '#contracts/window.ts';
import { tell } from '../tell.ts';
import { type NewerPane, newerPaneSignal } from '../window/messages.ts';
import type { OpenPane, StreamState } from './state.ts';

/** Tells panes that are held of the newest pane of their window after them: that it has fired, and that it was published. */
export async function tellHeldPanes(state: StreamState): Promise<void> {
  const { pipeline, partition } = state.policy;
  const news = state.panes.flatMap((open) => {
    const newer = open.phase === 'held' ? newerThan(state, open) : undefined;
    return newer && (newer.pane !== open.newer?.pane || newer.published !== open.newer.published)
      ? [{ open, newer }]
      : [];
  });
  await Promise.all(
    news.map(async ({ open, newer }) => {
      open.newer = newer;
      const { feed, window, index } = open.fire;
      await tell(ids.window(pipeline, partition, feed, window, index), newerPaneSignal, newer);
    }),
  );
}

function newerThan({ panes, published }: StreamState, { fire }: OpenPane): NewerPane | undefined {
  const { feed, window, index } = fire;
  const done = published[feed]?.find(({ start }) => start === window.start)?.pane ?? -1;
  const open = panes
    .filter((other) => other.fire.feed === feed && other.fire.window.start === window.start)
    .map((other) => other.fire.index);
  const pane = Math.max(done, ...open);
  return pane > index ? { pane, published: done > index } : undefined;
}
