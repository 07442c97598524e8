import { identifier } from '../../duckdb/quoting.ts';
import { columnNamed, mismatch } from '../../engine/duckdb/conditions.ts';
import { double } from '../../engine/duckdb/constants.ts';
import { isDecimal, isFloat, isInteger, isNumeric } from '../../engine/types.ts';
import type { Step } from './step.ts';

/**
 * Numbers below `min` become the least number of the column's type that is not below it, those above `max` the greatest that is not above it; so the result is
 * within the bounds. NaN is neither above nor below.
 */
export const clip: Step<'clip'> = ({ column, min, max }, { columns }) => {
  const { name, type } = columnNamed(column, columns);
  if (!isNumeric(type)) return mismatch();
  const value = identifier(name);
  const lower = min === undefined ? undefined : bound(min, type, 'up');
  const upper = max === undefined ? undefined : bound(max, type, 'down');
  const below = lower === undefined ? 'false' : `${value} < ${lower}`;
  const above =
    upper === undefined ? 'false' : `(${value} > ${upper}${isFloat(type) ? ` AND NOT isnan(${value})` : ''})`;
  const clipped = `CASE WHEN ${below} THEN ${lower ?? value} WHEN ${above} THEN ${upper ?? value} ELSE ${value} END`;
  return { select: `* REPLACE (${clipped} AS ${value})`, touched: `(${below} OR ${above})` };
};

/** A bound as SQL: whole among whole numbers and with a decimal's digits among decimals, where a double would not be exact. */
function bound(value: number, type: string, towards: 'up' | 'down'): string {
  const scale = isInteger(type) ? 0 : isDecimal(type) ? Number(/,\s*(\d+)\)$/.exec(type)?.[1] ?? 0) : undefined;
  const digits = scale === undefined ? undefined : atScale(value, scale, towards);
  return digits === undefined ? double(value) : `CAST('${digits}' AS DECIMAL(38,${scale}))`;
}

/** A number with so many digits after its point, exactly; undefined where it has more than a decimal holds. */
function atScale(value: number, scale: number, towards: 'up' | 'down'): string | undefined {
  const [, sign = '', before = '', after = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const shift = scale - after.length + Number(exponent);
  if (before === '' || Math.abs(shift) > 60) return undefined;
  const unscaled = BigInt(`${sign}${before}${after}`);
  const whole = shift >= 0 ? unscaled * 10n ** BigInt(shift) : divided(unscaled, 10n ** BigInt(-shift), towards);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  if (digits.length > 38) return undefined;
  const point = digits.length - scale;
  return `${whole < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
}

function divided(value: bigint, by: bigint, towards: 'up' | 'down'): bigint {
  const quotient = value / by;
  const rest = value % by;
  if (rest === 0n || rest > 0n === (towards === 'down')) return quotient;
  return towards === 'up' ? quotient + 1n : quotient - 1n;
}
