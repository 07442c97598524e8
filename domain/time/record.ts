import type { OrdinalRange, Segment } from '#contracts/snapshot.ts';
import type { StreamTime } from './state.ts';

/** What a stream knows of its record of arrivals, which is immutable segments in the artifact store. */
export interface ArrivalRecord {
  segments: Segment[];
  /** Segments whose every window has expired: for what a person opens again. Bounded. */
  retired: Segment[];
  /** Event time: what came for windows that end at or before it may be forgotten. */
  forgotten: number | null;
  readonly time: Pick<StreamTime, 'excluded' | 'expired'>;
}

/**
 * Bounds of a record: segments that a key is looked up in while they grow, arrivals from which on one grows no more (a merge holds
 * all that it merges), and segments that are kept beyond.
 */
export const recordBounds = { segments: 8, grown: 100_000, retired: 64 } as const;

/** What segments were merged into: `over` holds what ended before the horizon. One without entries is absent. */
export interface Merged {
  readonly merged?: Segment;
  readonly over?: Segment;
}

/** Retires the segments that end before an event time, and forgets the oldest where they are too many. */
export function retire(record: ArrivalRecord, horizon: number): void {
  const isOver = ({ maxTime }: Segment) => maxTime < horizon;
  if (!record.segments.some(isOver)) return;
  const over = record.segments.filter(isOver);
  record.segments = record.segments.filter((segment) => !isOver(segment));
  keepRetired(record, over);
}

/** The segments to be merged into one: the smallest, where too many grow; none otherwise. */
export function mergeable({ segments }: Pick<ArrivalRecord, 'segments'>): Segment[] {
  const growing = segments.filter(({ count }) => count < recordBounds.grown);
  if (growing.length <= recordBounds.segments) return [];
  return growing.sort((a, b) => a.count - b.count).slice(0, recordBounds.segments / 2 + 1);
}

/**
 * Puts what segments were merged into in their place. What is over is retired: a merged segment would else take it along for ever,
 * for it holds what is new, too.
 */
export function replaceMerged(record: ArrivalRecord, sources: readonly Segment[], { merged, over }: Merged): void {
  record.segments = [...record.segments.filter((segment) => !sources.includes(segment)), ...(merged ? [merged] : [])];
  if (over) keepRetired(record, [over]);
}

function keepRetired(record: ArrivalRecord, over: readonly Segment[]): void {
  const retired = [...record.retired, ...over].sort((a, b) => a.maxTime - b.maxTime);
  const forgotten = retired.splice(0, Math.max(0, retired.length - recordBounds.retired)).at(-1);
  record.retired = retired;
  if (forgotten) record.forgotten = Math.max(record.forgotten ?? forgotten.maxTime, forgotten.maxTime);
  forgetExclusions(record);
}

/** Takes retired segments back that end at or after an event time. */
export function remember(record: ArrivalRecord, from: number): void {
  const isWanted = ({ maxTime }: Segment) => maxTime >= from;
  record.segments = [...record.retired.filter(isWanted), ...record.segments];
  record.retired = record.retired.filter((segment) => !isWanted(segment));
}

/** Forgets excluded and expired arrivals that no segment holds any more: no pane can read them. */
function forgetExclusions({ segments, retired, time }: ArrivalRecord): void {
  const first = Math.min(...[...segments, ...retired].map(({ firstOrdinal }) => firstOrdinal));
  const isKnown = ([, last]: OrdinalRange) => last >= first;
  time.excluded = time.excluded.filter(isKnown);
  time.expired = Object.fromEntries(
    Object.entries(time.expired).map(([source, ranges]) => [source, ranges.filter(isKnown)]),
  );
}
