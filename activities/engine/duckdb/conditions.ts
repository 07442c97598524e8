import type { Code } from '#contracts/codes.ts';
import { identifier, literal, literals } from '../../duckdb/quoting.ts';
import { type Count, type EngineColumn, Unanswerable } from '../engine.ts';
import { isFloat, isNumeric, isTemporal, isText } from '../types.ts';
import { double, exactly, numberBound, timeBound } from './constants.ts';

/**
 * The SQL condition that holds for exactly the rows to be counted.
 *
 * @throws {@link Unanswerable} where the column is missing, or of a type for which the question makes no sense
 */
export function conditionOf(count: Count, columns: readonly EngineColumn[]): string {
  if (count.kind === 'rows') return 'true';
  if (count.kind === 'allKnown') return allKnown(count.columns.map((name) => columnNamed(name, columns)));
  if (count.kind === 'bothKnown' || count.kind === 'disagreeing') return comparison(count, columns);
  const { name, type } = columnNamed(count.column, columns);
  const column = identifier(name);
  switch (count.kind) {
    case 'nulls':
      return `${column} IS NULL`;
    case 'nan':
      return isFloat(type) ? `isnan(${column})` : 'false';
    case 'infinite':
      return isFloat(type) ? `isinf(${column})` : 'false';
    case 'above':
      return `CAST(${numeric(column, type)} AS DOUBLE) > ${double(count.edge)}`;
    case 'reaching':
      return `CAST(${numeric(column, type)} AS DOUBLE) >= ${double(count.edge)}`;
    case 'beyond':
      return `abs(CAST(${numeric(column, type)} AS DOUBLE) - ${double(count.from)}) > ${double(count.distance)}`;
    case 'outside':
      return outside(column, type, count);
    case 'notIn':
      return notIn(column, type, count.values);
    case 'unmatched':
      return `NOT regexp_matches(${text(column, type)}, ${textConstant(count.pattern)})`;
    case 'undated':
      return `(${column} IS NOT NULL AND try_strptime(${text(column, type)}, ${textConstant(count.format)}) IS NULL)`;
  }
}

/** Names are compared exactly: SQL would take `A` for `a`. */
export function columnNamed(name: string, columns: readonly EngineColumn[]): EngineColumn {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Unanswerable('COLUMN_MISSING' satisfies Code);
  return column;
}

/** A condition that a row has a value in each of the columns. */
export const allKnown = (columns: readonly EngineColumn[]): string =>
  `(${columns.map(({ name }) => `${identifier(name)} IS NOT NULL`).join(' AND ')})`;

/** The family of types within which columns can be compared. A type that is neither number nor time can be compared only with itself. */
export const familyOf = (type: string): string =>
  isNumeric(type) ? 'number' : isTemporal(type) ? 'time' : isText(type) ? 'text' : type;

export function mismatch(): never {
  throw new Unanswerable('COLUMN_TYPE_MISMATCH' satisfies Code);
}

const numeric = (column: string, type: string): string => (isNumeric(type) ? column : mismatch());
const text = (column: string, type: string): string => (isText(type) ? `CAST(${column} AS VARCHAR)` : mismatch());

function textConstant(value: string): string {
  if (value.includes('\0')) throw new Unanswerable('a text with a NUL has no place in a question');
  return literal(value);
}

type Outside = Extract<Count, { kind: 'outside' }>;

function outside(column: string, type: string, { min, max }: Outside): string {
  const isOfTimes = typeof (min ?? max) === 'string';
  if (isOfTimes ? !isTemporal(type) : !isNumeric(type)) mismatch();
  const bound = (value: number | string, whole: (value: number) => number): string =>
    typeof value === 'string' ? timeBound(value) : numberBound(value, type, whole);
  const broken = [
    ...(min === undefined ? [] : [`${column} < ${bound(min, Math.ceil)}`]),
    ...(max === undefined ? [] : [`${column} > ${bound(max, Math.floor)}`]),
    ...(isFloat(type) ? [`isnan(${column})`] : []),
  ];
  return broken.length === 0 ? 'false' : `(${broken.join(' OR ')})`;
}

/** Numbers are compared with numbers, everything else by its text: by a function, which DuckDB runs once for each entry of a dictionary. */
function notIn(column: string, type: string, values: readonly (string | number | boolean)[]): string {
  if (isNumeric(type)) {
    const numbers = values.filter((value) => typeof value === 'number').map((value) => exactly(value, type));
    return numbers.length === 0 ? `${column} IS NOT NULL` : `${column} NOT IN (${numbers.join(', ')})`;
  }
  const texts = values.map((value) => String(value)).filter((value) => !value.includes('\0'));
  return texts.length === 0
    ? `${column} IS NOT NULL`
    : `NOT list_contains(${literals(texts)}, CAST(${column} AS VARCHAR))`;
}

/** Compares two columns of one family. DuckDB treats NaN as the greatest number; here it is neither greater nor less. */
function comparison(
  count: Extract<Count, { kind: 'bothKnown' | 'disagreeing' }>,
  columns: readonly EngineColumn[],
): string {
  const sides = [columnNamed(count.left, columns), columnNamed(count.right, columns)];
  const [left = '', right = ''] = sides.map(({ name }) => identifier(name));
  const known = `${left} IS NOT NULL AND ${right} IS NOT NULL`;
  if (count.kind === 'bothKnown') return `(${known})`;
  const families = sides.map(({ type }) => familyOf(type));
  if (families[0] !== families[1]) mismatch();
  const nan = sides.filter(({ type }) => isFloat(type)).map(({ name }) => `isnan(${identifier(name)})`);
  return `(${known} AND (${[`NOT (${left} ${count.operator} ${right})`, ...nan].join(' OR ')}))`;
}
