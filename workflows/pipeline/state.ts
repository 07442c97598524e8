import type { ChainHead } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { AppliedSpec } from '#contracts/spec.ts';
import type { Candidate, PinnedPane } from '#contracts/training.ts';
import type { TrainNow } from './messages.ts';

/** The spec in force, and who applied it. */
export interface InForce {
  readonly digest: Digest;
  readonly applied: AppliedSpec;
  readonly by: string;
}

export interface TrainingEntry {
  readonly id: string;
  readonly request: Digest;
  readonly nonce: string;
  readonly requestedBy: string;
  /** The digest of the spec in force when the training was requested. */
  readonly spec: Digest;
  outcome: string;
  code?: string;
}

export interface PromotionEntry {
  readonly id: string;
  readonly version: string;
  outcome: string;
}

export interface BackfillEntry {
  /** The stream's partition, and the one whose windows it fills. */
  readonly name: string;
  readonly partition: string;
  readonly from: number;
  readonly to: number;
  ended?: true;
}

export type Task =
  | { readonly kind: 'pane'; readonly partition: string; readonly pane: PaneDecided }
  | { readonly kind: 'train'; readonly request: TrainNow }
  | { readonly kind: 'trained'; readonly request: Digest; readonly candidate?: Candidate; readonly code: string };

/** All that a pipeline knows; plain JSON, carried over continue-as-new. */
export interface PipelineState {
  readonly pipeline: string;
  inForce?: InForce;
  /** Specs whose windows may still be open, the newest last: their sources are still announced to. Bounded. */
  earlier: Digest[];
  /** Who applied each of the latest specs: none of them may approve what was trained under it. */
  appliedBy: { readonly spec: Digest; readonly by: string }[];
  /** Whether streams and deployment were begun. */
  begun: boolean;
  /** By feed, the newest published pane of each window, sorted by window; bounded. */
  published: Record<string, PinnedPane[]>;
  champion: Candidate | null;
  /** Event time up to which the latest training by cadence read data. */
  previousCut?: number;
  trainings: TrainingEntry[];
  promotions: PromotionEntry[];
  /** Streams of ranges of history, in the order in which people began them; those that run, and the newest that ended. */
  backfills: BackfillEntry[];
  /** While the pipeline is renamed: the partitions whose streams have not moved yet. */
  renaming?: { readonly to: string; readonly by: string; waiting: string[]; begun: boolean };
  /** While the pipeline is removed: the partitions whose streams have not ended. */
  removal?: { readonly by: string; waiting: string[] };
  tasks: Task[];
  /** A task is being done. */
  busy?: true;
  readonly chain?: ChainHead;
}

/** The input of a pipeline that continues another under a new name. */
export interface MovedOn {
  readonly state: PipelineState;
  readonly moved: { readonly from: string; readonly state: Digest; readonly by: string };
}

export interface PipelineResult {
  readonly outcome: 'removed' | 'renamed';
  readonly chain: ChainHead;
}

export interface PipelineStart {
  readonly pipeline: string;
}

/** How many trainings and promotions, specs, windows, and ended backfills a pipeline remembers, as many of which may run; windows are given by what a training needs. */
export const remembered = { runs: 50, specs: 50, windows: 400, backfills: 50 } as const;

export const begin = (start: PipelineStart | PipelineState | MovedOn): PipelineState =>
  'moved' in start
    ? start.state
    : 'tasks' in start
      ? { ...start, backfills: start.backfills ?? [], earlier: start.earlier ?? [] }
      : {
          ...start,
          appliedBy: [],
          earlier: [],
          begun: false,
          published: {},
          champion: null,
          trainings: [],
          promotions: [],
          backfills: [],
          tasks: [],
        };
