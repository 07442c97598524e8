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
  /** Rows that have a value in each of the columns. */
  | { readonly kind: 'allKnown'; readonly columns: readonly string[] }
  /** Values of a numeric column farther than a distance from a number, all as doubles. */
  | { readonly kind: 'beyond'; readonly column: string; readonly from: number; readonly distance: number }
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

  /**
   * Of a numeric column's so many non-null values, as doubles, those at some 0-based places of their ascending order; with
   * `from`, their distances from it.
   */
  orderStatistics(column: string, values: number, places: readonly number[], from?: number): Promise<readonly string[]>;

  /**
   * The sum of a numeric column as parts that are whole numbers times a power: of ten for whole numbers and decimals, of two for
   * floats, which are finite.
   */
  total(column: string): Promise<ExactTotal>;

  /** The distinct groups of some columns that have no null, each value as text; at most so many, in no order. */
  groups(columns: readonly string[], atMost: number, spans?: SpansOfTime): Promise<readonly EngineGroup[]>;

  /** The latest value of a column of times, in epoch microseconds; undefined where it has none. An infinite time has no answer. */
  latest(column: string): Promise<string | undefined>;

  /** Rows that do not follow the one before them along an order. */
  disorder(order: Order): Promise<Answer>;

  /** How many distinct non-null values a column has: 0, 1, or 2 for more. */
  variety(column: string): Promise<Answer>;

  /** The least and the greatest value of a numeric column, as doubles; undefined where it has none. */
  extremes(column: string): Promise<readonly [string, string] | undefined>;

  /** The first rows, ordered by all columns, that a count counts; values as text by column. */
  sample(counted: Count, atMost: number): Promise<readonly Readonly<Record<string, string | null>>[]>;
}

export interface ExactTotal {
  readonly values: string;
  readonly parts: readonly { readonly sum: string; readonly base: 2 | 10; readonly exponent: number }[];
}

/** Spans of time of so many milliseconds from an instant on, numbered from 0, by a column of times. */
export interface SpansOfTime {
  readonly at: string;
  readonly start: number;
  readonly every: number;
}

export interface EngineGroup {
  readonly values: readonly string[];
  readonly span?: number | undefined;
}

/** A column along others; rows with a null in any are passed over, those that share `by` stand in the order that breaks least. */
export interface Order {
  readonly column: string;
  readonly by: readonly string[];
  readonly strict: boolean;
  readonly direction: 'ascending' | 'descending';
}

/** Counts the rows of the current side whose values, all known, are those of no row of the reference. */
export type Orphans = (columns: readonly string[], referenceColumns: readonly string[]) => Promise<Answer>;

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
      readonly orphans: Orphans;
    }) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}
