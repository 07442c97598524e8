import type { Digest } from '#contracts/digest.ts';
import type { PaneDecided } from '#contracts/pane.ts';

/**
 * The state of a window run, by its history alone.
 *
 * `told`: it has signalled the outcome of its pane, whether or not a stream received it; the last such signal counts. `ended`: it is
 * over without such a signal. `absent`: there is no such run.
 */
export type WindowStanding =
  | { readonly standing: 'absent' | 'running' | 'ended' }
  | { readonly standing: 'told'; readonly pane: PaneDecided };

/** What the successor of a stream that was ended from outside asks. */
export interface RecoveryActivities {
  /** The digest of the spec that a pipeline runs under now; none where it does not run. */
  findSpecInForce(input: { readonly pipeline: string }): Promise<Digest | undefined>;
  /** The states of the given window runs of a stream, in their order. */
  lookUpWindows(input: {
    readonly stream: string;
    readonly windows: readonly string[];
  }): Promise<readonly WindowStanding[]>;
}
