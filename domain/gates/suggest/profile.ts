import type { LogicalType } from '#contracts/contract.ts';

/** What is known of one table: as much as proposals are made from. */
export interface TableProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Pairs of columns of times of which the left is never after the right, where both have a value in some row. */
  readonly ordered: readonly (readonly [left: string, right: string])[];
}

export interface ColumnProfile {
  readonly name: string;
  /** Undefined for types that contracts do not know. */
  readonly type: LogicalType | undefined;
  readonly nulls: number;
  /** Rows beyond the first of each value; undefined where nobody counted them. */
  readonly repeats?: number;
  /** Of numbers that are all finite. */
  readonly extremes?: readonly [least: number, greatest: number];
  /** Of texts: all values with their counts where they are few, else the first of them in their order. */
  readonly values?: { readonly all: boolean; readonly first: readonly string[] };
}
