// How often sources were asked for rows of a window again.

import type { PaneDecided } from '#contracts/pane.ts';
import type { Fire } from '#domain/time/effects.ts';
import type { StreamState } from '../state.ts';
import { isWindowForgotten } from './reopening.ts';

/** For how many of the newest windows a stream remembers how often a source was asked for rows again. */
const most = 500;

type OfWindow = Pick<Fire, 'feed' | 'window'>;

/** Counts that a pane had its source asked; windows that can have no pane any more are forgotten. */
export function takeRequest(state: StreamState, { asked, ...pane }: OfWindow & Pick<PaneDecided, 'asked'>): void {
  if (!asked) return;
  const { feed, start } = keyOf(pane);
  const others = (state.requests ?? []).filter(
    (other) => (other.feed !== feed || other.start !== start) && !isWindowForgotten(state, other),
  );
  state.requests = [...others, { feed, start, count: countOf(state, pane) + 1 }].slice(-most);
}

/** How often earlier panes of a window had its source asked, for the input of a pane's gate. */
export function requestsFor(state: StreamState, pane: OfWindow): { readonly requests?: number } {
  const requests = countOf(state, pane);
  return requests === 0 ? {} : { requests };
}

const keyOf = ({ feed, window: { start } }: OfWindow) => ({ feed, start });

function countOf({ requests = [] }: Pick<StreamState, 'requests'>, pane: OfWindow): number {
  const { feed, start } = keyOf(pane);
  return requests.find((each) => each.feed === feed && each.start === start)?.count ?? 0;
}
