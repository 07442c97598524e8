import type { Problem } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import { lastStart } from '../time/windows.ts';

interface Range {
  readonly partition: string;
  /** Event time: the first window's start, and the last one's end. */
  readonly from: number;
  readonly to: number;
}

interface Windows {
  readonly size: number;
  readonly period?: number | undefined;
  readonly offset: number;
}

/** Why a range of history cannot be filled; undefined where it can. It begins where a window does and ends where one does. */
export function backfillRefused(
  { partition, from, to }: Range,
  partitions: readonly string[],
  { size, period = size, offset }: Windows,
): Problem | undefined {
  if (!partitions.includes(partition)) {
    const message = `the pipeline declares no partition \`${partition}\``;
    return {
      code: 'PARTITION_UNKNOWN',
      message,
      path: 'partition',
      observed: partition,
      expected: `one of ${partitions.join(', ')}`,
    };
  }
  const grid = { size, period, offset };
  const isEdge = (time: number) => lastStart(time, grid) === time;
  if (to - from >= size && isEdge(from) && isEdge(to - size)) return undefined;
  const first = lastStart(from, grid);
  return {
    code: 'BACKFILL_OUT_OF_RANGE',
    message: 'a backfill begins where a window does, and ends where a window does',
    path: 'from',
    observed: `${formatInstant(from)} to ${formatInstant(to)}`,
    expected: `such as ${formatInstant(first)} to ${formatInstant(lastStart(Math.max(to - size, first), grid) + size)}`,
  };
}

/** Whether an arrival lies in the range that a backfill fills: its rows then are in no window of another's. */
export const isWithin = (
  { from, to }: { readonly from: number; readonly to: number },
  { minTime, maxTime }: { readonly minTime: number; readonly maxTime: number },
): boolean => minTime >= from && maxTime < to;

interface Placed {
  readonly window: { readonly start: number; readonly end: number };
}

/** What a backfill's pane does: it fills a window that nobody published, takes the place of what was, or is left. */
export function fillOf(
  published: readonly Placed[],
  { start, end }: Placed['window'],
  declared: 'fill' | 'supersede' | undefined,
): 'filling' | 'superseding' | 'left' {
  const known = published.some(({ window }) => window.start === start && window.end === end);
  if (!known) return 'filling';
  return declared === 'supersede' ? 'superseding' : 'left';
}
