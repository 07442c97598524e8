// What a pane is made from: sources and segments.

import type { Digest } from '#contracts/digest.ts';
import type { Fire } from '#domain/time/effects.ts';
import { touches } from '#domain/time/window.ts';
import { policyOfWindow } from '../specs/versions.ts';
import type { StreamState } from '../state.ts';

/** The sources of a pane, by the spec that decides its window. */
export const sourcesOf = (
  state: Pick<StreamState, 'policy' | 'time'>,
  { feed, window }: Pick<Fire, 'feed' | 'window'>,
): readonly string[] =>
  policyOfWindow(state, window.start).config.feeds.find(({ name }) => name === feed)?.sources ?? [];

/** The segments that may hold arrivals of a pane; those of a window that is opened again are retired. */
export const segmentsOf = (
  { segments, retired }: Pick<StreamState, 'segments' | 'retired'>,
  { window }: Fire,
): Digest[] => [...retired, ...segments].filter((segment) => touches(segment, window)).map(({ digest }) => digest);
