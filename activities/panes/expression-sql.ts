import { digitsIn } from '#domain/gates/expression/parse.ts';
import type { Expression, FunctionName } from '#domain/gates/expression/tree.ts';
import { identifier, literal } from '../duckdb/quoting.ts';
import type { ColumnType } from '../duckdb/session.ts';
import { columnNamed, mismatch } from '../engine/duckdb/conditions.ts';
import { isDecimal, isFloat, isInteger, isTemporal, isText } from '../engine/types.ts';
import { finite, timeIn, trimmed } from './text-forms.ts';

/** The kind of an expression's values: whole numbers are BIGINT, other exact numbers DECIMAL, all other numbers DOUBLE. */
type Kind = 'integer' | 'decimal' | 'double' | 'text' | 'boolean' | 'time' | 'null' | 'other';

/** An expression as SQL. It is null for a row for which it cannot be computed; it never fails. */
export interface Compiled {
  readonly sql: string;
  readonly kind: Kind;
  /** Digits after the point of a decimal. */
  readonly scale?: number;
}

/**
 * Compiles an expression for rows with some columns.
 *
 * @throws {@link Unanswerable} where a column is missing, or an operation makes no sense for the types of its operands
 */
export function expressionSql(expression: Expression, columns: readonly ColumnType[]): Compiled {
  const inner = (part: Expression) => expressionSql(part, columns);
  switch (expression.kind) {
    case 'number':
      return number(expression.digits);
    case 'text':
      return { sql: literal(expression.text), kind: 'text' };
    case 'truth':
      return { sql: String(expression.value), kind: 'boolean' };
    case 'null':
      return nothing;
    case 'column':
      return column(columnNamed(expression.name, columns));
    case 'negated':
      return negated(inner(expression.of));
    case 'not':
      return { sql: `(NOT ${condition(inner(expression.of))})`, kind: 'boolean' };
    case 'isNull':
      return { sql: `(${inner(expression.of).sql} IS ${expression.expected ? '' : 'NOT '}NULL)`, kind: 'boolean' };
    case 'arithmetic':
      return arithmetic(expression.operator, inner(expression.left), inner(expression.right));
    case 'comparison':
      return comparison(expression.operator, inner(expression.left), inner(expression.right));
    case 'and':
    case 'or': {
      const parts = expression.of.map((part) => condition(inner(part)));
      return { sql: `(${parts.join(expression.kind === 'and' ? ' AND ' : ' OR ')})`, kind: 'boolean' };
    }
    case 'call':
      return call(expression.name, expression.of, expression.of.map(inner));
  }
}

/** The SQL of a condition; an expression of any other kind is refused. */
export const condition = ({ sql, kind }: Compiled): string =>
  kind === 'boolean' ? sql : kind === 'null' ? 'NULL::BOOLEAN' : mismatch();

const nothing: Compiled = { sql: 'NULL', kind: 'null' };

/** A literal that neither a whole number nor a decimal can hold exactly is a double. */
function number(digits: string): Compiled {
  if (/^\d{1,18}$/.test(digits)) return { sql: `CAST(${digits} AS BIGINT)`, kind: 'integer' };
  if (/^\d{19,38}$/.test(digits)) return { sql: `CAST('${digits}' AS DECIMAL(38,0))`, kind: 'decimal', scale: 0 };
  const [, before, after] = /^(\d+)\.(\d+)$/.exec(digits) ?? [];
  if (before === undefined || after === undefined || before.length + after.length > 18)
    return { sql: `CAST('${digits}' AS DOUBLE)`, kind: 'double' };
  return {
    sql: `CAST('${digits}' AS DECIMAL(${before.length + after.length},${after.length}))`,
    kind: 'decimal',
    scale: after.length,
  };
}

function column({ name, type }: ColumnType): Compiled {
  const sql = identifier(name);
  if (type === 'BIGINT') return { sql, kind: 'integer' };
  // Types beyond BIGINT become DECIMAL: 38 digits are enough for any count.
  if (/^(U?HUGEINT|UBIGINT)$/.test(type))
    return { sql: `TRY_CAST(${sql} AS DECIMAL(38,0))`, kind: 'decimal', scale: 0 };
  if (isInteger(type)) return { sql: `CAST(${sql} AS BIGINT)`, kind: 'integer' };
  if (isDecimal(type)) return { sql, kind: 'decimal', scale: Number(/,\s*(\d+)\)$/.exec(type)?.[1] ?? 0) };
  if (isFloat(type)) return { sql: type === 'DOUBLE' ? sql : `CAST(${sql} AS DOUBLE)`, kind: 'double' };
  if (isText(type)) return { sql: type === 'VARCHAR' ? sql : `CAST(${sql} AS VARCHAR)`, kind: 'text' };
  if (type === 'BOOLEAN') return { sql, kind: 'boolean' };
  return { sql, kind: isTemporal(type) ? 'time' : 'other' };
}

const isNumber = ({ kind }: Compiled): boolean => kind === 'integer' || kind === 'decimal' || kind === 'double';
const double = ({ sql, kind }: Compiled): string => (kind === 'double' ? sql : `CAST(${sql} AS DOUBLE)`);

interface Alike extends Pick<Compiled, 'kind' | 'scale'> {
  readonly each: readonly string[];
}

/** Converts operands to one kind: numbers to the widest among them, texts beside times to times; nulls fit any kind. */
function alike(operands: readonly Compiled[]): Alike {
  const known = operands.filter(({ kind }) => kind !== 'null');
  const kinds = new Set(known.map(({ kind }) => kind));
  const as = (kind: Kind, sql: (operand: Compiled) => string = (operand) => operand.sql): Alike => ({
    kind,
    each: operands.map((operand) => (operand.kind === 'null' ? 'NULL' : sql(operand))),
  });
  const [only = 'null'] = kinds;
  if (kinds.has('other')) return mismatch();
  if (known.length > 0 && known.every(isNumber)) {
    if (kinds.has('double')) return as('double', double);
    if (!kinds.has('decimal')) return as('integer');
    return { ...as('decimal'), scale: Math.max(...known.map(({ scale = 0 }) => scale)) };
  }
  if (kinds.size <= 1) return as(only);
  return kinds.size === 2 && kinds.has('time') && kinds.has('text')
    ? as('time', ({ sql, kind }) => (kind === 'text' ? timeIn(sql) : sql))
    : mismatch();
}

/** Computed in a type so wide that it cannot overflow; null if the result does not fit into BIGINT. */
const integer = (sql: string): Compiled => ({ sql: `TRY_CAST(${sql} AS BIGINT)`, kind: 'integer' });
const wide = (sql: string): string => `CAST(${sql} AS HUGEINT)`;

function negated(operand: Compiled): Compiled {
  if (operand.kind === 'null') return nothing;
  if (operand.kind === 'integer') return integer(`-${wide(operand.sql)}`);
  return isNumber(operand) ? { ...operand, sql: `(-${operand.sql})` } : mismatch();
}

function arithmetic(operator: string, left: Compiled, right: Compiled): Compiled {
  if (left.kind === 'null' || right.kind === 'null') return nothing;
  if (!isNumber(left) || !isNumber(right)) return mismatch();
  const scale = operator === '*' ? (left.scale ?? 0) + (right.scale ?? 0) : Math.max(left.scale ?? 0, right.scale ?? 0);
  const { kind } = alike([left, right]);
  if (operator === '/' || kind === 'double' || scale > 38)
    return { sql: finite(`${double(left)} ${operator} ${double(right)}`), kind: 'double' };
  return kind === 'integer'
    ? integer(`${wide(left.sql)} ${operator} ${wide(right.sql)}`)
    : { sql: `TRY(${left.sql} ${operator} ${right.sql})`, kind, scale };
}

/** NaN differs from everything and is neither greater nor less, but DuckDB treats it as the greatest number. */
function comparison(operator: string, left: Compiled, right: Compiled): Compiled {
  const { kind, each } = alike([left, right]);
  const [a = '', b = ''] = each;
  const compared = `(${a} ${operator} ${b})`;
  if (kind === 'null') return { sql: 'NULL::BOOLEAN', kind: 'boolean' };
  if (kind === 'decimal') return { sql: `TRY(${compared})`, kind: 'boolean' };
  if (kind !== 'double') return { sql: compared, kind: 'boolean' };
  const nan = `WHEN isnan(${a}) OR isnan(${b}) THEN ${operator === '!='}`;
  return { sql: `(CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ${nan} ELSE ${compared} END)`, kind: 'boolean' };
}

function call(name: FunctionName, expressions: readonly Expression[], operands: readonly Compiled[]): Compiled {
  const [first = nothing] = operands;
  switch (name) {
    case 'coalesce':
    case 'least':
    case 'greatest':
      return together(name, operands);
    case 'lower':
    case 'upper':
      return { sql: `${name}(${textOf(first)})`, kind: 'text' };
    case 'trim':
      return { sql: trimmed(textOf(first)), kind: 'text' };
    case 'length':
      return { sql: `length(${textOf(first)})`, kind: 'integer' };
    case 'round':
      return rounded(first, expressions[1] === undefined ? 0 : (digitsIn(expressions[1]) ?? mismatch()));
    default:
      return toWhole(name, first);
  }
}

function together(name: 'coalesce' | 'least' | 'greatest', operands: readonly Compiled[]): Compiled {
  const { each, kind, scale } = alike(operands);
  if (kind === 'null') return nothing;
  const sql = `${name}(${each.join(', ')})`;
  return kind === 'decimal' ? { sql: `TRY(${sql})`, kind, scale: scale ?? 0 } : { sql, kind };
}

const textOf = ({ sql, kind }: Compiled): string =>
  kind === 'text' ? sql : kind === 'null' ? 'NULL::VARCHAR' : mismatch();

function rounded(operand: Compiled, digits: number): Compiled {
  const { sql, kind, scale = 0 } = operand;
  if (kind === 'null') return nothing;
  if (kind === 'integer') return digits >= 0 ? operand : integer(`round(${wide(sql)}, ${digits})`);
  if (kind === 'decimal') return { sql: `round(${sql}, ${digits})`, kind, scale: Math.max(0, Math.min(scale, digits)) };
  return kind === 'double' ? { sql: `round(${sql}, ${digits})`, kind } : mismatch();
}

function toWhole(name: 'abs' | 'floor' | 'ceil', operand: Compiled): Compiled {
  const { sql, kind, scale = 0 } = operand;
  if (kind === 'null') return nothing;
  if (kind === 'integer') return name === 'abs' ? integer(`abs(${wide(sql)})`) : operand;
  if (kind === 'decimal') return { sql: `${name}(${sql})`, kind, scale: name === 'abs' ? scale : 0 };
  return kind === 'double' ? { sql: `${name}(${sql})`, kind } : mismatch();
}
