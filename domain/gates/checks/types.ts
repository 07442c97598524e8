import type { LogicalType } from '#contracts/contract.ts';

const integers = [
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
] as const;
const timestamps = ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'] as const;

/**
 * The engine's types (DuckDB's names) that a logical type of ODCS allows. An integer is a number; a number is no integer.
 *
 * @see https://duckdb.org/docs/stable/sql/data_types/overview
 */
const allowed: Readonly<Record<LogicalType, ReadonlySet<string>>> = {
  string: new Set(['VARCHAR', 'ENUM', 'UUID']),
  integer: new Set(integers),
  number: new Set([...integers, 'FLOAT', 'DOUBLE', 'DECIMAL']),
  boolean: new Set(['BOOLEAN']),
  date: new Set(['DATE']),
  timestamp: new Set(timestamps),
};

/** Whether a column of an engine type such as `DECIMAL(18,3)` satisfies the contract's logical type. */
export function fits(engineType: string, logical: LogicalType): boolean {
  const [, name = '', scale] = /^([^()]+)(?:\((?:\d+,\s*(\d+)|.*)\))?$/.exec(engineType.trim().toUpperCase()) ?? [];
  if (logical === 'integer' && name === 'DECIMAL') return scale === '0';
  return allowed[logical].has(name);
}
