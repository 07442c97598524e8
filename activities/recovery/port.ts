import type { Digest } from '#contracts/digest.ts';
import type { PaneDecided } from '#contracts/pane.ts';

/**
 * How a window run stands, by its history alone.
 *
 * `told`: it has told its stream of a pane, whether or not a stream was there to hear it; the last word counts. `ended`: it is
 * over without a word. `absent`: there is none.
 */
export type WindowStanding =
  | { readonly standing: 'absent' | 'running' | 'ended' }
  | { readonly standing: 'told'; readonly pane: PaneDecided };

/** What a stream asks that takes the place of one which was ended from outside. */
export interface RecoveryActivities {
  /** The digest of the spec that a pipeline runs under now; none where it does not run. */
  findSpecInForce(input: { readonly pipeline: string }): Promise<Digest | undefined>;
  /** How the given window runs of a stream stand, in their order. */
  lookUpWindows(input: {
    readonly stream: string;
    readonly windows: readonly string[];
  }): Promise<readonly WindowStanding[]>;
}
