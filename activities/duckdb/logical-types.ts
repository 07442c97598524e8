import type { LogicalType } from '#contracts/contract.ts';

/** DuckDB's type for a logical type, if nothing else determines it. */
export const typeOf: Readonly<Record<LogicalType, string>> = {
  string: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};
