import type { LogicalType } from '#contracts/contract.ts';

/** How DuckDB holds values of a logical type, where nothing else says it. */
export const typeOf: Readonly<Record<LogicalType, string>> = {
  string: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};
