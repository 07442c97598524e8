import type { ChainHead } from '#contracts/decision.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { Predictions, Routes, SlotRequest, StageChange } from '#contracts/rollout.ts';
import type { Candidate, PinnedPane } from '#contracts/training.ts';
import type { Corrected } from './messages.ts';

/** A window that was scored, with the newest label pane that was joined to it. */
export interface ScoredWindow {
  readonly predictions: Predictions;
  /** The stage of the slot's holder in which it was scored; -1 outside a rollout. */
  readonly stage: number;
  labels?: PinnedPane;
}

/** The lease of the one rollout that may change what is live. */
export interface Slot {
  readonly promotion: string;
  readonly candidate: Candidate;
  readonly epoch: number;
  /** What was live when it was granted: the target of a rollback. */
  readonly before: Candidate | null;
  stage: number;
  name: string;
}

export type Task =
  | { readonly task: 'pane'; readonly pane: PaneDecided }
  | { readonly task: 'slot'; readonly request: SlotRequest }
  | { readonly task: 'stage'; readonly change: StageChange }
  | { readonly task: 'release'; readonly epoch: number }
  | { readonly task: 'corrected'; readonly corrected: Corrected }
  | { readonly task: 'retire'; readonly by: string };

/** All that a deployment knows; plain JSON, carried over continue-as-new. */
export interface DeploymentState {
  pipeline: string;
  readonly model: string;
  readonly environment: string;
  epoch: number;
  routes: Routes;
  /** Models that were live before, newest last; bounded. */
  lineage: Candidate[];
  slot: Slot | null;
  queue: SlotRequest[];
  /** The newest published data panes by window start; bounded. */
  panes: Record<string, PinnedPane>;
  scored: Record<string, ScoredWindow>;
  /** The newest label panes by window start; bounded. */
  labels: Record<string, PinnedPane>;
  counts: { scored: number };
  tasks: Task[];
  /** Who ended it. */
  retiredBy?: string;
  readonly chain?: ChainHead;
}

export interface DeploymentStart {
  readonly pipeline: string;
  readonly model: string;
  readonly environment: string;
}

/** How many windows, label panes and former models a deployment remembers. */
export const remembered = { windows: 64, models: 10 } as const;

export const begin = (start: DeploymentStart | DeploymentState): DeploymentState =>
  'routes' in start
    ? start
    : {
        ...start,
        epoch: 0,
        routes: { champion: null, challenger: null, weight: 0 },
        lineage: [],
        slot: null,
        queue: [],
        panes: {},
        scored: {},
        labels: {},
        counts: { scored: 0 },
        tasks: [],
      };

/** Keeps the entries of the newest windows. */
export function forgetOldest<T>(byStart: Record<string, T>, keep: number): void {
  const starts = Object.keys(byStart).sort((a, b) => Number(a) - Number(b));
  for (const start of starts.slice(0, Math.max(0, starts.length - keep))) delete byStart[start];
}
