import type { CorrectionPolicy } from '#contracts/correction.ts';
import type { ChainHead } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { NoticeOrder } from '#contracts/notice.ts';
import type { Window } from '#contracts/window.ts';

/** One arrival that took the place of another, of which something had been made. */
export interface CorrectionInput {
  readonly pipeline: string;
  readonly partition: string;
  readonly spec: Digest;
  readonly source: string;
  readonly id: string;
  readonly supersedes: string;
  /** The superseded batch, by content, and the windows that it touched. */
  readonly batch: Digest;
  readonly span: Window;
  /** The place in the stream's log of the decision that it was superseded. */
  readonly seq: number;
  /** The window runs of the panes that take the place of the old ones. */
  readonly panes: readonly string[];
  readonly model?: string;
  readonly policy?: CorrectionPolicy;
  readonly notices?: NoticeOrder;
}

export interface CorrectionResult {
  readonly radius: Digest | null;
  readonly chain: ChainHead;
}
