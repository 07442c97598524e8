import type { operators } from '#contracts/checks/rows.ts';

/**
 * Why a question about data has no answer: it lies in the data or in the question, so asking again would not help. The message
 * is a registered code where there is one (`COLUMN_MISSING`, `COLUMN_TYPE_MISMATCH`).
 */
export class Unanswerable extends Error {}

/** A column with its type by DuckDB's names, such as `DECIMAL(18,3)`: every engine maps its own to these. */
export interface EngineColumn {
  readonly name: string;
  readonly type: string;
}

/** What one row can be counted for. All of a source's are answered in one pass over its rows. */
export type Count =
  | { readonly kind: 'rows' }
  | { readonly kind: 'nulls'; readonly column: string }
  /** Not-a-number, which is not null. */
  | { readonly kind: 'nan'; readonly column: string }
  /** Non-null values below `min` or above `max`; NaN is outside. */
  | {
      readonly kind: 'outside';
      readonly column: string;
      readonly min?: number | string | undefined;
      readonly max?: number | string | undefined;
    }
  /** Non-null values that are none of `values`. */
  | { readonly kind: 'notIn'; readonly column: string; readonly values: readonly (string | number | boolean)[] }
  /** Non-null texts in which a pattern (RE2) is found nowhere. */
  | { readonly kind: 'unmatched'; readonly column: string; readonly pattern: string }
  /** Non-null texts that are no time as a format (`strptime`) writes it. */
  | { readonly kind: 'undated'; readonly column: string; readonly format: string }
  /** Rows that have both values. */
  | { readonly kind: 'bothKnown'; readonly left: string; readonly right: string }
  /** Of those, rows of which a comparison does not hold; NaN compares as nothing does. */
  | {
      readonly kind: 'disagreeing';
      readonly left: string;
      readonly operator: (typeof operators)[number];
      readonly right: string;
    }
  /** Infinite values of a numeric column. */
  | { readonly kind: 'infinite'; readonly column: string }
  /** Values of a numeric column at or above an edge, both as doubles. */
  | { readonly kind: 'reaching'; readonly column: string; readonly edge: number }
  /** Values of a numeric column above an edge, both as doubles. */
  | { readonly kind: 'above'; readonly column: string; readonly edge: number };

/** An exact value as text, or why there is none. */
export type Answer = { readonly value: string } | { readonly error: string };

export interface Level {
  readonly value: string;
  readonly count: string;
}

/**
 * The rows of some files. It answers only what every engine answers exactly, whatever the order and the number of threads;
 * statistics are computed from the answers. Questions without an {@link Answer} of their own throw {@link Unanswerable}.
 */
export interface Relation {
  columns(): Promise<readonly EngineColumn[]>;

  /** Counts rows, in as few passes as possible; answers are in the order of the counts. */
  scan(counts: readonly Count[]): Promise<readonly Answer[]>;

  /** Rows beyond the first of each key; rows with a null in the key do not count. */
  repeats(columns: readonly string[]): Promise<Answer>;

  /** The non-null values of a column as text, ascending by their UTF-8, with their counts; at most so many. */
  levels(column: string, atMost: number): Promise<readonly Level[]>;

  /** The non-null values of a numeric column, as doubles, at some 0-based places of their ascending order. */
  orderStatistics(column: string, places: readonly number[]): Promise<readonly string[]>;

  /** The least and the greatest value of a numeric column, as doubles; undefined where it has none. */
  extremes(column: string): Promise<readonly [string, string] | undefined>;

  /** The first rows, ordered by all columns, that a count counts; values as text by column. */
  sample(counted: Count, atMost: number): Promise<readonly Readonly<Record<string, string | null>>[]>;
}

/** Goes through the values of two relations, non-null and as doubles, ascending, each with its count on either side. */
export type GroupsOfBoth = (
  column: string,
  take: (value: number, reference: number, current: number) => void,
) => Promise<void>;

/** Runs measures where the data are. Drivers: a folder each beside this file. */
export interface CheckEngine {
  /**
   * Attaches Parquet files of one shape as one relation while the work lasts. Aborting the signal ends a running question.
   *
   * @throws {@link Unanswerable} where the files cannot be read as Parquet
   */
  attach<T>(files: readonly string[], work: (relation: Relation) => Promise<T>, signal?: AbortSignal): Promise<T>;

  /** Attaches a sample beside what it is compared with. */
  attachBoth<T>(
    files: { readonly reference: readonly string[]; readonly current: readonly string[] },
    work: (relations: {
      readonly reference: Relation;
      readonly current: Relation;
      readonly groupsOfBoth: GroupsOfBoth;
    }) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}
