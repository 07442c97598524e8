import type { PipelineSpec } from '#contracts/spec.ts';
import type { Window } from '#contracts/window.ts';

// Lateness: how long after its end a window still takes arrivals. Whoever asks whether a window has expired asks here.

/** What a feed says of lateness. */
export interface Lateness {
  /** How long after its end a window still takes arrivals; event time. */
  readonly lateness: number;
}

/** The lateness that a spec gives a feed: labels may come until their deadline. */
export const latenessOf = ({ windows, labels }: Pick<PipelineSpec, 'windows' | 'labels'>, feed: string): number =>
  feed === labels?.source ? labels.deadline : windows.allowedLateness;

/** The watermark of its feed at which a window expires: from then on it takes nothing and fires no pane. */
export const expiresAt = ({ end }: Pick<Window, 'end'>, { lateness }: Lateness): number => end + lateness;

/** Windows with an end of at most this have expired once their feed's watermark is here: {@link expiresAt} from the other side. */
export const expiredThrough = (watermark: number, { lateness }: Lateness): number => watermark - lateness;
