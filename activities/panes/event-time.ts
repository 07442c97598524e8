import { identifier } from '../duckdb/quoting.ts';
import type { ColumnType } from '../duckdb/session.ts';
import { isInteger } from '../engine/types.ts';

const instants = /^(TIMESTAMP|TIMESTAMP_S|TIMESTAMP_MS|TIMESTAMP_NS|DATE)$/;

/**
 * SQL for a column's event time in epoch milliseconds, rounded down; null where a row has none. Timestamps without a zone are
 * UTC, whole numbers are epoch milliseconds already. Undefined where the column is missing or of another type.
 */
export function eventTime(name: string, columns: readonly ColumnType[]): string | undefined {
  const type = columns.find((column) => column.name === name)?.type;
  if (type === undefined) return undefined;
  const column = identifier(name);
  if (isInteger(type)) return `TRY_CAST(${column} AS BIGINT)`;
  if (type === 'TIMESTAMP WITH TIME ZONE') return floored(column);
  return instants.test(type) ? floored(`CAST(${column} AS TIMESTAMP)`) : undefined;
}

/** `epoch_ms` rounds towards 1970, so this rounds down; an infinite time becomes null. */
const floored = (instant: string): string =>
  `CASE WHEN isfinite(${instant}) THEN (epoch_us(${instant}) - ((epoch_us(${instant}) % 1000) + 1000) % 1000) // 1000 END`;
