import type { PinnedPane } from '#contracts/training.ts';
import type { Window } from '#contracts/window.ts';

/** The newest pane of each window, in order of event time. */
export function newestPanes(panes: readonly PinnedPane[]): PinnedPane[] {
  const newest = new Map<string, PinnedPane>();
  for (const pane of panes) {
    const key = `${pane.window.start}~${pane.window.end}`;
    const known = newest.get(key);
    if (!known || known.pane < pane.pane) newest.set(key, pane);
  }
  return [...newest.values()].sort((a, b) => a.window.start - b.window.start || a.window.end - b.window.end);
}

/** Panes that cover a span as far as they reach, and the length in milliseconds that none covers. */
export interface Cover {
  readonly panes: readonly PinnedPane[];
  readonly gap: number;
}

/**
 * Covers a span by the fewest windows: from the left, each time the one that reaches furthest.
 *
 * @param panes in order of event time, one a window
 */
export function coverOf(panes: readonly PinnedPane[], span: Window): Cover {
  const chosen: PinnedPane[] = [];
  let covered = span.start;
  let gap = 0;
  while (covered < span.end) {
    const reaching = panes.filter(({ window }) => window.start <= covered && window.end > covered);
    const furthest = reaching.reduce<PinnedPane | undefined>(
      (best, pane) => (best && best.window.end >= pane.window.end ? best : pane),
      undefined,
    );
    if (furthest) {
      chosen.push(furthest);
      covered = furthest.window.end;
    } else {
      const next = panes.find(({ window }) => window.start > covered)?.window.start ?? span.end;
      gap += Math.min(next, span.end) - covered;
      covered = next;
    }
  }
  return { panes: chosen, gap };
}
