// Waivers that people gave for later panes too.

import type { StandingWaiver } from '#contracts/hold.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { StreamState } from '../state.ts';

type Keeping = Pick<StreamState, 'waivers'>;

/** So many waivers of a feed are kept: the newest. */
const most = 32;

/** Keeps a waiver that a person gave for later panes too. */
export function takeWaiver(state: Keeping, { feed, granted }: Pick<PaneDecided, 'feed' | 'granted'>): void {
  if (!granted) return;
  const others = standing(state, feed).filter(({ waiver }) => waiver !== granted.waiver);
  state.waivers = { ...state.waivers, [feed]: [...others, granted].slice(-most) };
}

/** The waivers that cover findings of a feed now, for the input of a pane's gate. */
export function waiversFor(state: Keeping, feed: string): { readonly waivers?: readonly StandingWaiver[] } {
  const waivers = standing(state, feed);
  return waivers.length === 0 ? {} : { waivers };
}

const standing = ({ waivers }: Keeping, feed: string): StandingWaiver[] =>
  (waivers?.[feed] ?? []).filter(({ until }) => until > Date.now());
