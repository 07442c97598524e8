import { parquetFiles } from '#activities/duckdb/files.ts';
import type { ColumnType, Session } from '#activities/duckdb/session.ts';
import { readText } from '#activities/panes/text.ts';
import type { LogicalType } from '#contracts/contract.ts';
import { TidegateError } from '#contracts/problem.ts';
import { formatOf } from '../reading/data-files.ts';

/** Loads all rows of the files into the table `given`. They are read like panes read them. */
export async function loadFiles(session: Session, files: readonly string[]): Promise<void> {
  const queries: string[] = [];
  for (const file of files) {
    const format = formatOf('--data', file);
    try {
      const query =
        format === 'parquet'
          ? `SELECT * FROM ${parquetFiles([file])}`
          : await readText(session, file, format, { name: 'given', eventTime: '' });
      await session.run(`CREATE TABLE part_${queries.length} AS ${query}`);
    } catch (error) {
      throw refused(file, `cannot be read: ${firstLine(error)}`, 'a header, UTF-8, and as many fields in each row');
    }
    queries.push(`FROM part_${queries.length}`);
  }
  await session.run(`CREATE TABLE given AS ${queries.join(' UNION ALL BY NAME ')}`);
}

const firstLine = (error: unknown): string =>
  ((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '').slice(0, 300);

const refused = (file: string, what: string, expected: string): TidegateError =>
  new TidegateError({ code: 'USAGE', message: `${file} ${what}`, path: '--data', observed: file, expected });

/** The contract's type for a type of DuckDB. A type that contracts lack becomes a string. */
export function logicalTypeOf({ type }: ColumnType): LogicalType {
  if (/^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type) && type !== 'UBIGINT') return 'integer';
  if (/^(U?(HUGE|BIG)INT|FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'DATE') return 'date';
  return /^TIMESTAMP/.test(type) ? 'timestamp' : 'string';
}

/** The columns of `given`. */
export const columnsOfGiven = (session: Session): Promise<ColumnType[]> => session.describe('FROM given');

/** Finds a column by its exact name; throws `USAGE` with the nearest name if there is none. */
export function columnNamed(columns: readonly ColumnType[], name: string, option: string): ColumnType {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  throw new TidegateError({
    code: 'USAGE',
    message: `the data have no column \`${name}\``,
    path: option,
    observed: name,
    expected: `one of ${columns.map((column) => column.name).join(', ')}`,
  });
}

/** Runs a query of aggregates, and returns its one row as text. */
export async function oneRow(
  session: Session,
  expressions: readonly string[],
  from: string,
): Promise<(string | null)[]> {
  const [row] = await session.texts(`SELECT ${expressions.join(', ')} FROM ${from}`);
  return row ?? [];
}
