import type { Window } from '#contracts/window.ts';

// What is asked of a window, which is a plain interval; how a grid lays windows out stands in `windows.ts`.

/** A span of event time, both ends inclusive. */
export interface Span {
  readonly minTime: number;
  readonly maxTime: number;
}

/** The window of a grid that begins at a start of it. */
export const windowAt = (start: number, { size }: { readonly size: number }): Window => ({ start, end: start + size });

/** Whether anything of a span lies in a window: its ends are inclusive, the window's end is not. */
export const touches = ({ minTime, maxTime }: Span, { start, end }: Window): boolean =>
  minTime < end && maxTime >= start;

/** Whether a watermark says that nothing more will come for a window. */
export const isPassed = ({ end }: Pick<Window, 'end'>, watermark: number): boolean => end <= watermark;
