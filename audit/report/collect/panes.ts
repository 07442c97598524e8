import type { Digest } from '#contracts/digest.ts';
import type { WindowSubject } from '#contracts/ids/subjects.ts';
import { FateCounts } from '#contracts/ledger.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed } from '#contracts/window.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { windowDecision } from '#domain/decisions/window.ts';
import type { LoggedDecision } from '../../log.ts';
import type { PaneLook } from '../draw/glyphs.ts';

/** A feed of one partition, whose windows are drawn in a line. */
export interface Lane {
  readonly partition: string;
  readonly feed: string;
}

/** One emission of a window, from the decisions of its stream. */
export interface PaneFacts extends Lane {
  readonly start: number;
  readonly end: number;
  readonly pane: number;
  readonly timing: 'on-time' | 'late';
  readonly firedAt: number;
  readonly watermark: number;
  decidedAt?: number;
  outcome?: string;
  code?: string;
  fates?: FateCounts;
  report?: Digest;
}

export interface EmptyWindows extends Lane {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

export interface Timeline {
  /** Partition by partition, each with the feed `data` first. */
  readonly lanes: readonly Lane[];
  readonly panes: readonly PaneFacts[];
  readonly empty: readonly EmptyWindows[];
}

/** Panes in order of firing, with what became of them. */
export function timelineOf(log: readonly LoggedDecision[]): Timeline {
  const panes = new Map<string, PaneFacts>();
  const empty: EmptyWindows[] = [];
  for (const { decision } of log) {
    const { at } = decision;
    const [window, fired, ended] = [
      windowDecision.read(decision),
      firingDecision.read(decision),
      paneDecision.read(decision),
    ];
    if (window) empty.push({ ...window.about, ...window.numbers });
    if (fired) {
      const { start, end, pane, watermark } = fired.numbers;
      const facts = { ...fired.about, start, end, pane, timing: fired.outcome, firedAt: at, watermark };
      panes.set(keyOf(fired.about, pane), facts);
    }
    const known = ended && panes.get(keyOf(ended.about, ended.numbers.pane));
    if (known) {
      const { outcome, code, numbers, evidence } = ended;
      const fates = FateCounts.parse(numbers.fates);
      Object.assign(known, { decidedAt: at, outcome, code, fates, report: evidence.report });
    }
  }
  const all = [...panes.values()];
  return { lanes: lanesOf(all), panes: all, empty };
}

const keyOf = ({ partition, feed, start }: WindowSubject, pane: number): string =>
  JSON.stringify([partition, feed, start, pane]);

export const isIn =
  (lane: Lane) =>
  ({ partition, feed }: Lane): boolean =>
    partition === lane.partition && feed === lane.feed;

/** The label of a lane. Names the partition only if the pipeline declares partitions. */
export const laneText = ({ partition, feed }: Lane): string =>
  partition === wholePartition ? feed : `${partition} ${feed}`;

function lanesOf(panes: readonly PaneFacts[]): Lane[] {
  const lanes: Lane[] = [];
  for (const { partition, feed } of panes) if (!lanes.some(isIn({ partition, feed }))) lanes.push({ partition, feed });
  const data = (lane: Lane) => Number(lane.feed === dataFeed);
  return lanes.sort((a, b) => byText(a.partition, b.partition) || data(b) - data(a) || byText(a.feed, b.feed));
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The look of a pane, which depends on the other panes of its window. */
export function lookOf(pane: PaneFacts, siblings: readonly PaneFacts[]): PaneLook {
  if (pane.outcome === undefined) return 'open';
  if (pane.outcome === 'held' || pane.outcome === 'rejected') return pane.outcome;
  if (pane.outcome === 'superseded') return 'unpublished';
  const superseded = siblings.some((other) => other.pane > pane.pane && other.outcome === 'published');
  if (superseded) return pane.timing === 'late' ? 'superseded-late' : 'superseded';
  return pane.timing;
}
