import type { RemediationName, RemediationOptions } from '#contracts/remediation.ts';
import type { Session } from '../../duckdb/session.ts';
import type { WindowRows } from '../rows.ts';

/** Rows of one source in a temporary table, each with where it came from, and its fate once it has another than to be included. */
export interface Rows extends WindowRows {
  readonly table: string;
  /** The column that holds the fate; null while a row is in. */
  readonly fate: string;
}

/** What a step makes of rows, as SQL over their table. */
export interface Change {
  /** The columns to select from the table; every row remains one row. */
  readonly select: string;
  /** A condition on rows whose values change; left out of steps that change none. */
  readonly touched?: string;
  /** A condition on rows, of those that are touched, that lose a value. */
  readonly nulled?: string;
}

/** What steps may read besides the rows. */
export interface Surroundings {
  readonly session: Session;
  /** The Parquet file of the source's rows in the newest published window before. */
  readonly previous?: string | undefined;
}

/**
 * The change that a step makes to rows; undefined if there is nothing to do.
 *
 * @throws {@link Unanswerable} where a column is missing or of a type for which the step makes no sense: it is then skipped
 */
export type Step<Name extends RemediationName> = (
  options: RemediationOptions<Name>,
  rows: Rows,
  surroundings: Surroundings,
) => Change | undefined | Promise<Change | undefined>;
