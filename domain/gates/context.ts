import type { Column } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';

/** What a gate compares with, pinned when its pane fired: so the same report comes out on every run. */
export interface GateContext {
  /** The source of a check that names none. */
  readonly primary: string;
  /** Columns of the contracts, by source; a source without contract is left out. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** By source: the artifact of rows that drift is measured against. */
  readonly references?: Readonly<Record<string, Digest>>;
  /** By source: row counts of the published windows before, newest first. */
  readonly previousRows?: Readonly<Record<string, readonly number[]>>;
  /** The window of the pane, in epoch milliseconds, its end exclusive. Files have none. */
  readonly window?: { readonly start: number; readonly end: number };
  /** By source: how many files its rows came in, where that is known. */
  readonly files?: Readonly<Record<string, number>>;
}
