import type { Digest } from '#contracts/digest.ts';
import type { FateCounts } from '#contracts/ledger.ts';
import { Fate } from '#contracts/ledger.ts';
import { type LoggedDecision, windowOf } from '../../audit/log.ts';
import type { PaneLook } from '../draw/glyphs.ts';

/** One emission of a window, from the decisions of its stream. */
export interface PaneFacts {
  readonly feed: string;
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

export interface EmptyWindows {
  readonly feed: string;
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

export interface Timeline {
  readonly feeds: readonly string[];
  readonly panes: readonly PaneFacts[];
  readonly empty: readonly EmptyWindows[];
}

/** Panes in order of firing, with what became of them. */
export function timelineOf(log: readonly LoggedDecision[]): Timeline {
  const panes = new Map<string, PaneFacts>();
  const empty: EmptyWindows[] = [];
  for (const { workflowType, decision } of log) {
    const place = windowOf(decision.subject);
    const { numbers: n = {}, outcome, code, at } = decision;
    if (!place || workflowType !== 'stream') continue;
    const { feed, start } = place;
    if (decision.kind === 'window')
      empty.push({ feed, start: n.start ?? start, end: n.end ?? start, count: n.count ?? 1 });
    if (decision.kind !== 'pane') continue;
    const key = `${feed} ${start} ${n.pane}`;
    if (code === 'WATERMARK_PASSED' && (outcome === 'on-time' || outcome === 'late')) {
      panes.set(key, {
        feed,
        start,
        end: n.end ?? start,
        pane: n.pane ?? 0,
        timing: outcome,
        firedAt: at,
        watermark: n.watermark ?? 0,
      });
      continue;
    }
    const known = panes.get(key);
    const fates = Object.fromEntries(Fate.options.flatMap((fate) => (n[fate] ? [[fate, n[fate]]] : []))) as FateCounts;
    const report = decision.evidence?.[1];
    if (known) Object.assign(known, { decidedAt: at, outcome, code, fates, ...(report && { report }) });
  }
  const all = [...panes.values()];
  const feeds = [...new Set(all.map(({ feed }) => feed))].sort(
    (a, b) => Number(b === 'data') - Number(a === 'data') || (a < b ? -1 : 1),
  );
  return { feeds, panes: all, empty };
}

/** How a pane is drawn, seen from the panes of its window. */
export function lookOf(pane: PaneFacts, siblings: readonly PaneFacts[]): PaneLook {
  if (pane.outcome === undefined) return 'open';
  if (pane.outcome === 'held' || pane.outcome === 'rejected') return pane.outcome;
  if (pane.outcome === 'superseded') return 'unpublished';
  const superseded = siblings.some((other) => other.pane > pane.pane && other.outcome === 'published');
  if (superseded) return pane.timing === 'late' ? 'superseded-late' : 'superseded';
  return pane.timing;
}
