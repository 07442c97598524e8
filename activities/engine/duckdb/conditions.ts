import type { Code } from '#contracts/codes.ts';
import { identifier, literal } from '../../duckdb/quoting.ts';
import { type Count, type EngineColumn, Unanswerable } from '../engine.ts';
import { isDecimal, isFloat, isInteger, isNumeric } from '../types.ts';

/**
 * The SQL condition that holds for exactly the rows to be counted.
 *
 * @throws {@link Unanswerable} where the column is missing, or of a type for which the question makes no sense
 */
export function conditionOf(count: Count, columns: readonly EngineColumn[]): string {
  if (count.kind === 'rows') return 'true';
  const { name, type } = columnNamed(count.column, columns);
  const column = identifier(name);
  switch (count.kind) {
    case 'nulls':
      return `${column} IS NULL`;
    case 'nan':
      return isFloat(type) ? `isnan(${column})` : 'false';
    case 'above':
      return `CAST(${numeric(column, type)} AS DOUBLE) > ${double(count.edge)}`;
    case 'outside':
      return outside(numeric(column, type), type, count);
    case 'notIn':
      return notIn(column, type, count.values);
  }
}

/** Names are compared exactly: SQL would take `A` for `a`. */
export function columnNamed(name: string, columns: readonly EngineColumn[]): EngineColumn {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Unanswerable('COLUMN_MISSING' satisfies Code);
  return column;
}

function numeric(column: string, type: string): string {
  if (!isNumeric(type)) throw new Unanswerable('COLUMN_TYPE_MISMATCH' satisfies Code);
  return column;
}

function outside(
  column: string,
  type: string,
  { min, max }: { min?: number | undefined; max?: number | undefined },
): string {
  const broken = [
    ...(min === undefined ? [] : [`${column} < ${bound(min, type, Math.ceil)}`]),
    ...(max === undefined ? [] : [`${column} > ${bound(max, type, Math.floor)}`]),
    ...(isFloat(type) ? [`isnan(${column})`] : []),
  ];
  return broken.length === 0 ? 'false' : `(${broken.join(' OR ')})`;
}

/** Whole numbers are compared as whole numbers and decimals as decimals: a double would round beyond 2^53. */
function bound(value: number, type: string, whole: (value: number) => number): string {
  if (isInteger(type) && Number.isFinite(value)) return BigInt(whole(value)).toString();
  if (isDecimal(type) && /^-?\d{1,15}(\.\d{1,15})?$/.test(String(value))) return String(value);
  return double(value);
}

const double = (value: number): string => `CAST(${literal(String(value))} AS DOUBLE)`;

/** Numbers are compared with numbers, everything else by its text. */
function notIn(column: string, type: string, values: readonly (string | number)[]): string {
  if (isNumeric(type)) {
    const numbers = values.filter((value) => typeof value === 'number').map((value) => exactly(value, type));
    return numbers.length === 0 ? `${column} IS NOT NULL` : `${column} NOT IN (${numbers.join(', ')})`;
  }
  const texts = values.map((value) => String(value)).filter((text) => !text.includes('\0'));
  return texts.length === 0
    ? `${column} IS NOT NULL`
    : `CAST(${column} AS VARCHAR) NOT IN (${texts.map(literal).join(', ')})`;
}

/** A fraction among whole numbers is compared as it is, and so equals none of them. */
const exactly = (value: number, type: string): string =>
  bound(value, Number.isInteger(value) || !isInteger(type) ? type : 'DOUBLE', (whole) => whole);
