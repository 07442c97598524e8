import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import type { EngineColumn, ExactTotal } from '../engine.ts';
import { isDecimal, isFloat, isInteger } from '../types.ts';
import { mismatch } from './conditions.ts';

/** Sums a numeric column without rounding anything, and without an overflow that its values do not have themselves. */
export async function total(session: Session, from: string, { name, type }: EngineColumn): Promise<ExactTotal> {
  const column = identifier(name);
  if (isFloat(type)) return totalOfFloats(session, from, column);
  if (!isInteger(type) && !isDecimal(type)) mismatch();
  const [width = 0, scale = 0] = (/^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type)?.slice(1) ?? []).map(Number);
  const sums = width > 18 ? sumOfWide(column) : `sum(${column})::VARCHAR, '0'`;
  const [row] = await session.texts(`SELECT count(${column})::VARCHAR, ${sums} FROM ${from}`);
  const [values = '0', low = '0', high = '0'] = row ?? [];
  return {
    values: values ?? '0',
    parts: [{ sum: String(whole(low) + (whole(high) << 64n)), base: 10, exponent: -scale }],
  };
}

/** A decimal without its point. */
const whole = (text: string | null): bigint => BigInt((text ?? '0').replace('.', ''));

/** Decimals of 128 bits are summed as lower and higher halves, because their sum could be too large for any type. */
function sumOfWide(column: string): string {
  const digits = `CAST(replace(CAST(${column} AS VARCHAR), '.', '') AS HUGEINT)`;
  return [`${digits} % ${2n ** 64n}`, `${digits} // ${2n ** 64n}`]
    .map((half) => `sum(CAST(${half} AS HUGEINT))::VARCHAR`)
    .join(', ');
}

/**
 * A double is a whole number of 53 bits times a power of two. Those numbers are summed by their power, as whole numbers.
 *
 * @see IEEE 754-2019, 3.4: the exponent field is 0 for subnormal numbers, which lack the leading bit
 */
async function totalOfFloats(session: Session, from: string, column: string): Promise<ExactTotal> {
  const rows = await session.texts(
    `SELECT field::VARCHAR, count(*)::VARCHAR, sum(CAST(CASE WHEN bits < 0 THEN -mantissa ELSE mantissa END AS HUGEINT))::VARCHAR
     FROM (SELECT bits, field, (bits & ${2n ** 52n - 1n}) + CASE WHEN field = 0 THEN 0 ELSE ${2n ** 52n} END AS mantissa
           FROM (SELECT bits, (bits >> 52) & 2047 AS field
                 FROM (SELECT CAST(CAST(CAST(${column} AS DOUBLE) AS BIT) AS BIGINT) AS bits FROM ${from} WHERE ${column} IS NOT NULL)))
     GROUP BY field ORDER BY field`,
  );
  const parts = rows.map(([field, , sum]) => ({
    sum: sum ?? '0',
    base: 2 as const,
    exponent: Math.max(Number(field), 1) - 1075,
  }));
  return { values: String(rows.reduce((count, [, values]) => count + BigInt(values ?? 0), 0n)), parts };
}
