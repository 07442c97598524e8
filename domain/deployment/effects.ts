import type { Digest } from '#contracts/digest.ts';
import type { SlotRequest, StageChange, StageKind } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';

/** What changes a deployment. */
export type Event =
  | { readonly kind: 'request'; readonly request: SlotRequest }
  /** The holder of the slot gives it back, or is gone; the routes stay as they are. */
  | { readonly kind: 'release'; readonly epoch: number }
  | { readonly kind: 'stage'; readonly change: StageChange }
  /** A person takes the model that is live back. */
  | { readonly kind: 'rollback'; readonly by: string }
  /** Models came from data that were corrected since: the one that is live is taken back, where it is among them. */
  | { readonly kind: 'corrected'; readonly models: readonly Digest[]; readonly by: string }
  /** The pipeline is removed. */
  | { readonly kind: 'retire'; readonly by: string };

/** What follows from an event. */
export type Effect =
  /** A request waits for `ahead` promotions, itself among them; the holder is told, for one that is gone loses the slot. */
  | {
      readonly kind: 'queued';
      readonly candidate: Candidate;
      readonly ahead: number;
      readonly holder: { readonly promotion: string; readonly epoch: number };
    }
  | {
      readonly kind: 'granted';
      readonly promotion: string;
      readonly candidate: Candidate;
      readonly epoch: number;
      /** What is live now. */
      readonly champion: Candidate | null;
    }
  | { readonly kind: 'released'; readonly epoch: number }
  /** The change is of an epoch that is over. */
  | { readonly kind: 'stale'; readonly epoch: number; readonly inForce: number }
  | {
      readonly kind: 'entered';
      readonly stage: StageKind | 'promoted';
      readonly candidate: Candidate;
      readonly epoch: number;
      readonly weight: number;
    }
  /** What was live before is live again, in one step. */
  | {
      readonly kind: 'restored';
      readonly from: Candidate | null;
      readonly target: Candidate | null;
      readonly epoch: number;
      readonly by?: string;
    }
  /** The pipeline must know: its next promotion compares with what is live. */
  | { readonly kind: 'served'; readonly champion: Candidate | null }
  /** A rollback took the slot. */
  | { readonly kind: 'revoked'; readonly promotion: string; readonly epoch: number }
  | { readonly kind: 'retired'; readonly champion: Candidate | null; readonly rollouts: number; readonly by: string };
