import type { LogicalType } from '#contracts/contract.ts';
import { fits } from '#domain/gates/checks/types.ts';
import { identifier } from '../../duckdb/quoting.ts';
import { columnNamed, mismatch } from '../../engine/duckdb/conditions.ts';
import { isInteger, isNumeric, isTemporal, isText } from '../../engine/types.ts';
import { booleanIn, dateIn, integerIn, numberIn, timeIn, trimmed } from '../text-forms.ts';
import type { Step } from './step.ts';

/** A column gets a logical type; a value that cannot be converted becomes null. A column that has the type already is left alone. */
export const cast: Step<'cast'> = ({ column, to }, { columns }) => {
  const { name, type } = columnNamed(column, columns);
  if (fits(type, to)) return undefined;
  const value = identifier(name);
  const given = castTo(to, value, type);
  return {
    select: `* REPLACE (${given} AS ${value})`,
    touched: `${value} IS NOT NULL`,
    nulled: `${value} IS NOT NULL AND (${given}) IS NULL`,
  };
};

const fromText: Readonly<Record<Exclude<LogicalType, 'string'>, (text: string) => string>> = {
  integer: integerIn,
  number: numberIn,
  boolean: booleanIn,
  date: dateIn,
  timestamp: timeIn,
};

/** @throws {@link Unanswerable} if no value of the one type can be converted to the other */
function castTo(to: LogicalType, value: string, type: string): string {
  if (to === 'string') return `CAST(${value} AS VARCHAR)`;
  if (isText(type)) return fromText[to](trimmed(`CAST(${value} AS VARCHAR)`));
  if (isTemporal(type)) return timeTo(to, value, type);
  if (type === 'BOOLEAN' && (to === 'integer' || to === 'number'))
    return `CAST(${value} AS ${to === 'integer' ? 'BIGINT' : 'DOUBLE'})`;
  return isNumeric(type) ? numberTo(to, value, type) : mismatch();
}

/** Only whole numbers become integers; only 0 and 1 become booleans. */
function numberTo(to: LogicalType, value: string, type: string): string {
  if (to === 'boolean') return `CASE WHEN ${value} = 0 THEN false WHEN ${value} = 1 THEN true END`;
  if (to !== 'integer' || isInteger(type)) return mismatch();
  return `CASE WHEN ${value} = trunc(${value}) THEN TRY_CAST(${value} AS BIGINT) END`;
}

/** A date is the midnight that it begins with, a timestamp is of its day in UTC; what is infinite is on no day. */
function timeTo(to: LogicalType, value: string, type: string): string {
  if (to === 'timestamp') return `CAST(${value} AS TIMESTAMP)`;
  const instant = type === 'TIMESTAMP WITH TIME ZONE' ? `${value} AT TIME ZONE 'UTC'` : `CAST(${value} AS TIMESTAMP)`;
  return to === 'date' ? `CASE WHEN isfinite(${value}) THEN CAST(${instant} AS DATE) END` : mismatch();
}
