import type { Digest } from '#contracts/digest.ts';
import type { Fire } from '#domain/time/effects.ts';
import type { StreamState } from './state.ts';

/** The sources of a feed. */
export const sourcesOf = ({ policy }: Pick<StreamState, 'policy'>, feed: string): readonly string[] =>
  policy.config.feeds.find(({ name }) => name === feed)?.sources ?? [];

/** The segments that may hold arrivals of a pane. */
export const segmentsOf = ({ segments }: Pick<StreamState, 'segments'>, { window: { start, end } }: Fire): Digest[] =>
  segments.filter(({ minTime, maxTime }) => minTime < end && maxTime >= start).map(({ digest }) => digest);
