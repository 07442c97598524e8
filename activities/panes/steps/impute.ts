import { parquetFiles } from '../../duckdb/files.ts';
import { identifier, literal } from '../../duckdb/quoting.ts';
import type { ColumnType, Session } from '../../duckdb/session.ts';
import { columnNamed, familyOf, mismatch } from '../../engine/duckdb/conditions.ts';
import { isFloat, isInteger, isNumeric, isTemporal, isText } from '../../engine/types.ts';
import { timeIn } from '../text-forms.ts';
import type { Change, Rows, Step } from './step.ts';

/** Nulls of a column get one value. Where there is no value to take, they stay. */
export const impute: Step<'impute'> = (options, rows, { session, previous }) => {
  const column = columnNamed(options.column, rows.columns);
  if ('constant' in options) return filled(session, column, constant(options.constant, column));
  if (options.with === 'median') return filled(session, column, medianOf(column, within(column, rows)));
  return previous === undefined ? undefined : filledByPrevious(session, column, previous);
};

async function filled(session: Session, { name, type }: ColumnType, value: string): Promise<Change | undefined> {
  const [found] = await session.texts(`SELECT (${value}) IS NOT NULL`);
  if (found?.[0] !== 'true') return undefined;
  const column = identifier(name);
  return {
    select: `* REPLACE (coalesce(${column}, CAST((${value}) AS ${type})) AS ${column})`,
    touched: `${column} IS NULL`,
  };
}

/** A value of the column's type that says the constant. */
function constant(value: string | number | boolean, { type }: ColumnType): string {
  const text = literal(String(value));
  switch (typeof value) {
    case 'number':
      if (!isNumeric(type) || (isInteger(type) && !Number.isInteger(value))) return mismatch();
      return `TRY_CAST(CAST(${text} AS DOUBLE) AS ${type})`;
    case 'boolean':
      return type === 'BOOLEAN' ? String(value) : mismatch();
    case 'string':
      if (isTemporal(type)) return `TRY_CAST(${timeIn(text)} AS ${type})`;
      return isText(type) ? `TRY_CAST(${text} AS ${type})` : mismatch();
  }
}

/** The values of a column that are in, as a relation with the column `given`. */
const within = ({ name }: ColumnType, { table, fate }: Rows): string =>
  `(SELECT ${identifier(name)} AS given FROM ${table} WHERE ${fate} IS NULL)`;

/** The mean of the two values in the middle; of whole numbers and decimals, which might not hold it, the lower of them. */
function medianOf({ type }: ColumnType, values: string): string {
  if (!isNumeric(type)) return mismatch();
  if (!isFloat(type)) return `SELECT quantile_disc(given, 0.5) FROM ${values}`;
  return `SELECT quantile_cont(given, 0.5) FROM ${values} WHERE NOT isnan(given)`;
}

/** The most frequent value; of several, the least. */
const mostFrequentOf = (values: string): string =>
  `SELECT given FROM ${values} WHERE given IS NOT NULL GROUP BY given ORDER BY count(*) DESC, given LIMIT 1`;

/** The median of numbers, of all else the most frequent value. */
async function filledByPrevious(session: Session, column: ColumnType, path: string): Promise<Change | undefined> {
  const file = parquetFiles([path]);
  const before = columnNamed(column.name, await session.describe(`SELECT * FROM ${file}`));
  if (familyOf(before.type) !== familyOf(column.type)) return mismatch();
  const values = `(SELECT TRY_CAST(${identifier(column.name)} AS ${column.type}) AS given FROM ${file})`;
  return filled(session, column, isNumeric(column.type) ? medianOf(column, values) : mostFrequentOf(values));
}
