import type { Digest } from '#contracts/digest.ts';
import type { Window } from '#contracts/window.ts';

export interface TraceInput {
  /** Of the stream whose decision it is, at this place of its log: what the catalog must know before it is asked. */
  readonly stream: string;
  readonly seq: number;
  readonly pipeline: string;
  /** The superseded batch, by content. */
  readonly batch: Digest;
  /** Event time that its rows may lie in: from the first window that it touches to the end of the last. */
  readonly span: Window;
}

export interface Traced {
  /** The `BlastRadius` artifact. */
  readonly radius: Digest;
  readonly snapshots: number;
  readonly trainingSets: number;
  readonly predictions: number;
  /** Models, by the digest of their ONNX artifact; at most a hundred are named. */
  readonly models: readonly Digest[];
}

export interface CorrectionActivities {
  /**
   * Finds everything that was made from a batch. First waits, with heartbeats, until the catalog has everything up to the correction.
   * `null` where there is no catalog.
   */
  traceCorrection(input: TraceInput): Promise<Traced | null>;
}
